using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>
/// OpenAI's embeddings: unit vectors that depend on the input alone, so that equal texts are equal and others are far apart.
/// </summary>
internal static class EmbeddingAnswer
{
    private const int DefaultDimensions = 256;
    private const int MaxDimensions = 4096;
    private const int MaxInputs = 2048;
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    public static void Write(DemoRequest request, DemoReply reply, JsonElement root)
    {
        var input = root.Member("input");
        if (input.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            DemoErrors.Write(reply, DemoEndpoint.Embeddings, 400, "Missing required parameter: 'input'.");
            return;
        }

        var model = root.Text("model") ?? "demo";
        request.TakeModel(model);
        var dimensions = Math.Clamp(root.Number("dimensions") ?? DefaultDimensions, 1, MaxDimensions);
        var inBase64 = root.Text("encoding_format") is "base64";

        var json = reply.Json;
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        if (IsList(input))
        {
            var index = 0;
            foreach (var one in input.EnumerateArray().Take(MaxInputs))
            {
                WriteOne(json, one, index++, dimensions, inBase64);
            }
        }
        else
        {
            WriteOne(json, input, 0, dimensions, inBase64);
        }

        json.WriteEndArray();
        json.WriteString("model"u8, model);
        var tokens = DemoWords.Tokens(JsonMarshal.GetRawUtf8Value(input));
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, tokens);
        json.WriteNumber("total_tokens"u8, tokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Several inputs: a list of texts or of token lists, but not one token list.</summary>
    private static bool IsList(JsonElement input) =>
        input.ValueKind == JsonValueKind.Array && !(input.GetArrayLength() > 0 && input[0].ValueKind == JsonValueKind.Number);

    private static void WriteOne(Utf8JsonWriter json, JsonElement input, int index, int dimensions, bool inBase64)
    {
        Span<float> vector = stackalloc float[MaxDimensions];
        vector = vector[..dimensions];
        Fill(vector, JsonMarshal.GetRawUtf8Value(input));
        json.WriteStartObject();
        json.WriteString("object"u8, "embedding"u8);
        json.WriteNumber("index"u8, index);
        if (inBase64)
        {
            json.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes(vector)); // little-endian, as every machine here
        }
        else
        {
            json.WriteStartArray("embedding"u8);
            foreach (var value in vector)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Fill(Span<float> vector, ReadOnlySpan<byte> text)
    {
        var seed = FnvOffset;
        foreach (var b in text)
        {
            seed = (seed ^ b) * FnvPrime;
        }

        var dice = new DemoDice(seed);
        var squares = 0.0;
        foreach (ref var value in vector)
        {
            value = (float)((2 * dice.Next()) - 1);
            squares += value * value;
        }

        var length = (float)Math.Sqrt(squares);
        foreach (ref var value in vector)
        {
            value /= length;
        }
    }
}
