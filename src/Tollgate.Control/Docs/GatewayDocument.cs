using System.Text;
using System.Text.Json.Nodes;
using Tollgate.Faults;
using Tollgate.Surfaces;

namespace Tollgate.Control.Docs;

/// <summary>
/// The OpenAPI document of the gateway's own surface. The paths are kept by hand in an embedded file, for the data plane has no
/// endpoints to be asked; version, error codes and the errors of each dialect are put in from where they are true.
/// </summary>
internal static class GatewayDocument
{
    private const string ExampleRequestId = "req_7w3h5m2k9q1x4z6b8n0c5v2t";

    /// <summary>The statuses that calls of the data plane can end with, and the fault that stands as the example.</summary>
    private static readonly FaultCode[] Examples =
    [
        FaultCode.ValidationError, FaultCode.AuthMissingToken, FaultCode.InsufficientBalance, FaultCode.Forbidden, FaultCode.ModelNotFound,
        FaultCode.BodyTooLarge, FaultCode.RateLimitExceeded, FaultCode.InternalError, FaultCode.UpstreamError, FaultCode.UpstreamUnavailable,
        FaultCode.UpstreamTimeout,
    ];

    private static readonly Dictionary<string, Dialect> Dialects = new(StringComparer.Ordinal)
    {
        ["OpenAI"] = Dialect.OpenAi,
        ["Anthropic"] = Dialect.Anthropic,
        ["Gemini"] = Dialect.Gemini,
        ["Raw"] = Dialect.OpenAi,
    };

    public static JsonObject Compose(string version)
    {
        using var stream = EmbeddedFile.Open("gateway.openapi.json");
        var document = JsonNode.Parse(stream)!.AsObject();
        document["info"]!["version"] = version;
        var components = document["components"]!;
        components["responses"] = Errors();
        var table = FaultTable.Write();
        components["schemas"]!["ErrorCode"]!["enum"] = new JsonArray([.. table.Select(row => row!["code"]!.DeepClone())]);
        document["x-errors"] = table;
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
        {
            AddCommon(operation.Value!.AsObject());
        }

        return document;
    }

    /// <summary>Headers that every call of the data plane may have, and the ways in which it can fail.</summary>
    private static void AddCommon(JsonObject operation)
    {
        if (!Dialects.TryGetValue((string)operation["tags"]![0]!, out var dialect))
        {
            return;
        }

        if (operation["parameters"] is not JsonArray parameters)
        {
            operation["parameters"] = parameters = [];
        }

        foreach (var name in new[] { "AppName", "RequestId", "Provider" })
        {
            parameters.Add((JsonNode)Reference("parameters", name));
        }

        var responses = operation["responses"]!.AsObject();
        foreach (var code in Examples)
        {
            responses[Text(Fault.Of(code).Status)] = Reference("responses", NameOf(dialect, code));
        }
    }

    private static JsonObject Errors()
    {
        var errors = new JsonObject();
        foreach (var dialect in new[] { Dialect.OpenAi, Dialect.Anthropic, Dialect.Gemini })
        {
            foreach (var code in Examples)
            {
                var status = Fault.Of(code).Status;
                errors[NameOf(dialect, code)] = new JsonObject
                {
                    ["description"] = string.Join("; ", CodesOf(status).Select(name => $"`{name}`")),
                    ["content"] = new JsonObject
                    {
                        ["application/json"] = new JsonObject
                        {
                            ["schema"] = Reference("schemas", dialect + "Error"),
                            ["example"] = Example(dialect, code),
                        },
                    },
                };
            }
        }

        return errors;
    }

    /// <summary>The body exactly as the engine writes it.</summary>
    private static JsonNode Example(Dialect dialect, FaultCode code)
    {
        var body = new byte[ErrorBody.MaxBytes];
        var length = ErrorBody.Write(dialect, code, Encoding.ASCII.GetBytes(ExampleRequestId), body);
        return JsonNode.Parse(body.AsSpan(0, length))!;
    }

    private static List<string> CodesOf(int status)
    {
        var names = new List<string>();
        foreach (var fault in Fault.All)
        {
            if (fault.Status == status)
            {
                names.Add(fault.Name);
            }
        }

        return names;
    }

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static string NameOf(Dialect dialect, FaultCode code) => dialect + Text(Fault.Of(code).Status);

    private static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
