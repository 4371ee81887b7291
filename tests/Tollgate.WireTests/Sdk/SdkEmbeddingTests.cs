using System.ClientModel;
using System.Runtime.InteropServices;
using System.Text.Json;
using OpenAI.Embeddings;
using Shouldly;
using Xunit;

namespace Tollgate.WireTests.Sdk;

public sealed class SdkEmbeddingTests(SdkGateways gateways)
{
    [Theory]
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task Floats_and_base64_are_the_same_vectors(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetEmbeddingClient(model);
        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(["one", "two"], new EmbeddingGenerationOptions { Dimensions = 64 });

        var floats = await RawAsync(client, model, "float");
        var base64 = await RawAsync(client, model, "base64");

        var expected = vectors[0].ToFloats().ToArray();
        expected.Length.ShouldBe(64);
        expected.ShouldNotBe(vectors[1].ToFloats().ToArray());
        floats.EnumerateArray().Select(value => value.GetSingle()).ToArray().ShouldBe(expected);
        MemoryMarshal.Cast<byte, float>(base64.GetBytesFromBase64()).ToArray().ShouldBe(expected);
    }

    private static async Task<JsonElement> RawAsync(EmbeddingClient client, string model, string encoding)
    {
        var body = JsonSerializer.Serialize(new { model, input = "one", dimensions = 64, encoding_format = encoding });
        var answer = await client.GenerateEmbeddingsAsync(BinaryContent.Create(BinaryData.FromString(body)));
        using var json = JsonDocument.Parse(answer.GetRawResponse().Content);
        return json.RootElement.GetProperty("data")[0].GetProperty("embedding").Clone();
    }
}
