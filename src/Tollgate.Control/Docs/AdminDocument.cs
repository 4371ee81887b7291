using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Docs;

/// <summary>
/// The admin API's OpenAPI document, made of what the endpoints say about themselves: the same descriptions decide which parameters
/// and fields are taken, so that the document cannot be out of date.
/// </summary>
internal sealed class AdminDocument(SchemaSet schemas)
{
    /// <summary>Ways to fail that every endpoint has, besides those that need a key.</summary>
    private static readonly FaultCode[] Always = [FaultCode.ValidationError, FaultCode.InternalError];

    private static readonly FaultCode[] WithKey =
        [FaultCode.AuthMissingToken, FaultCode.AuthInvalidToken, FaultCode.Forbidden, FaultCode.RateLimitExceeded];

    /// <summary>Groups in the order in which a reader meets them; others follow.</summary>
    private static readonly string[] Tags = ["Requests", "Providers", "Models", "Keys", "Audit", "Operations", "Documents"];

    /// <summary>The document over these endpoints.</summary>
    public static JsonObject Compose(IEnumerable<RouteEndpoint> endpoints, string version) => new AdminDocument(new SchemaSet()).Write(endpoints, version);

    private JsonObject Write(IEnumerable<RouteEndpoint> endpoints, string version)
    {
        var paths = new JsonObject();
        var described = endpoints
            .Select(endpoint => (Endpoint: endpoint, Operation: endpoint.Metadata.GetMetadata<ApiOperation>()))
            .Where(each => each.Operation is { Hidden: false })
            .OrderBy(each => each.Endpoint.RoutePattern.RawText, StringComparer.Ordinal);
        foreach (var (endpoint, operation) in described)
        {
            var path = endpoint.RoutePattern.RawText!;
            if (paths[path] is not JsonObject item)
            {
                paths[path] = item = [];
            }

            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            item[method.ToLowerInvariant()] = Write(operation!);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Tollgate admin API",
                ["version"] = version,
                ["description"] = "Providers, models, keys, recorded requests, totals and the state of the gateway. Needs the admin key. Parameters and fields that are not named here are refused.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["apiKey"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. Tags.Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The admin key." },
                    ["apiKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-api-key", ["description"] = "The admin key." },
                },
                ["schemas"] = schemas.Take(),
            },
            ["x-errors"] = FaultTable.Write(),
        };
    }

    private JsonObject Write(ApiOperation operation)
    {
        var written = new JsonObject { ["operationId"] = operation.Id, ["tags"] = new JsonArray(operation.Tag), ["summary"] = operation.Summary };
        if (operation.Description is { } description)
        {
            written["description"] = description;
        }

        if (operation.Public)
        {
            written["security"] = new JsonArray();
        }

        if (operation.Path.Count + operation.Query.Count > 0)
        {
            written["parameters"] = new JsonArray(
                [.. operation.Path.Select(parameter => Write(parameter, "path")), .. operation.Query.Select(parameter => Write(parameter, "query"))]);
        }

        if (operation.Body is { } body)
        {
            written["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = new JsonObject { ["application/json"] = Media(schemas.Reference(body), operation.BodyExample) },
            };
        }

        written["responses"] = Responses(operation);
        return written;
    }

    private static JsonObject Write(ApiParameter parameter, string place)
    {
        var schema = new JsonObject { ["type"] = parameter.Type };
        if (parameter.Values.Count > 0)
        {
            schema["enum"] = new JsonArray([.. parameter.Values.Select(value => JsonValue.Create(value))]);
        }

        var written = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = place,
            ["required"] = parameter.Required || string.Equals(place, "path", StringComparison.Ordinal),
            ["description"] = parameter.Description,
            ["schema"] = schema,
        };
        if (parameter.Example is { } example)
        {
            written["example"] = example;
        }

        return written;
    }

    private JsonObject Responses(ApiOperation operation)
    {
        var content = new JsonObject();
        if (operation.Answer is { } answer)
        {
            content["application/json"] = Media(schemas.Reference(answer), operation.AnswerExample);
        }

        foreach (var type in operation.OtherTypes)
        {
            content[type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        }

        var success = new JsonObject { ["description"] = "Done." };
        if (content.Count > 0)
        {
            success["content"] = content;
        }

        var responses = new JsonObject { [Text(operation.Status)] = success };
        var faults = Always.Concat(operation.Public ? [] : WithKey).Concat(operation.Faults).Concat(operation.Body is null ? [] : [FaultCode.BodyTooLarge, FaultCode.UnsupportedMediaType]);
        foreach (var group in faults.Distinct().Select(Fault.Of).GroupBy(fault => fault.Status).OrderBy(group => group.Key))
        {
            responses[Text(group.Key)] = new JsonObject
            {
                ["description"] = string.Join("; ", group.Select(fault => $"`{fault.Name}`")),
                ["content"] = new JsonObject
                {
                    ["application/problem+json"] = Media(schemas.Reference(ControlJson.Default.ProblemBody), null),
                },
            };
        }

        return responses;
    }

    private static JsonObject Media(JsonNode schema, string? example)
    {
        var media = new JsonObject { ["schema"] = schema };
        if (example is not null)
        {
            media["example"] = JsonNode.Parse(example);
        }

        return media;
    }

    private static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
