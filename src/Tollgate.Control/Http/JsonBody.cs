using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Http;

/// <summary>
/// Reads JSON bodies strictly: valid UTF-8, no field twice, none unknown, none missing, nothing behind the end. A refusal names the
/// field.
/// </summary>
internal static class JsonBody
{
    /// <summary>Reads a body of this shape.</summary>
    public static async Task<Parsed<T>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            return new(null, Answers.Fault(new GatewayFault(FaultCode.UnsupportedMediaType, "The body must be application/json.")));
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return Parse(body.GetBuffer().AsSpan(0, (int)body.Length), type);
    }

    internal static Parsed<T> Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.IsEmpty)
        {
            return Invalid<T>(null, "The body is empty.");
        }

        if (!Utf8.IsValid(body))
        {
            return Invalid<T>(null, "The body is not valid UTF-8.");
        }

        var isJson = false;
        try
        {
            if (JsonShape.FindProblem(body, type) is { } problem)
            {
                return Invalid<T>(problem.Field, problem.Message);
            }

            isJson = true;
            return JsonSerializer.Deserialize(body, type) is { } value ? new(value, null) : Invalid<T>(null, OtherShape(body));
        }
        catch (JsonException exception)
        {
            var field = FieldOf(exception.Path);
            return Invalid<T>(field, field is null ? isJson ? OtherShape(body) : "The body is not valid JSON." : $"The field '{field}' is not valid.");
        }
        catch (InvalidOperationException)
        {
            return Invalid<T>(null, "The body holds text that is not valid Unicode."); // a lone surrogate, found when a string is made of it
        }
    }

    private static string OtherShape(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "one of another shape",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.Null => "null",
            _ => "a boolean",
        };
        return $"The body must be a JSON object, not {found}.";
    }

    private static Parsed<T> Invalid<T>(string? field, string message)
        where T : class => new(null, Answers.Invalid(field, message));

    /// <summary>A path such as <c>$.models[0]</c> without its beginning.</summary>
    private static string? FieldOf(string? path) => path is { Length: > 2 and < 256 } && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
}
