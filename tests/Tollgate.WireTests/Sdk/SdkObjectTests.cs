#pragma warning disable OPENAI001 // the client marks newer parts of the API as experimental
using System.ClientModel;
using OpenAI.Audio;
using OpenAI.Files;
using OpenAI.Images;
using Shouldly;
using Xunit;

namespace Tollgate.WireTests.Sdk;

/// <summary>What is forwarded rather than understood: files, audio, pictures, verdicts, the list of models.</summary>
public sealed class SdkObjectTests(SdkGateways gateways)
{
    [Theory]
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task A_file_is_stored_listed_read_and_deleted(string engine, string provider)
    {
        var client = (await gateways.OnAsync(engine)).ClientOf(provider).GetOpenAIFileClient();
        var content = BinaryData.FromBytes([.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))]);

        OpenAIFile file = await client.UploadFileAsync(content, "numbers.bin", FileUploadPurpose.UserData);
        OpenAIFileCollection list = await client.GetFilesAsync();
        BinaryData read = await client.DownloadFileAsync(file.Id);
        FileDeletionResult deleted = await client.DeleteFileAsync(file.Id);
        var gone = await Should.ThrowAsync<ClientResultException>(async () => await client.GetFileAsync(file.Id));

        list.Select(one => one.Id).ShouldContain(file.Id);
        read.ToArray().ShouldBe(content.ToArray());
        deleted.Deleted.ShouldBeTrue();
        gone.Status.ShouldBe(404);
    }

    [Theory]
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task Speech_is_a_wave_and_is_transcribed(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetAudioClient(model);

        var speech = (await client.GenerateSpeechAsync("Hello", GeneratedSpeechVoice.Alloy)).Value.ToArray();
        AudioTranscription text = await client.TranscribeAudioAsync(new MemoryStream(speech), "hello.wav");

        BitConverter.ToInt32(speech, 4).ShouldBe(speech.Length - 8);
        text.Text.ShouldContain($"hello.wav, {speech.Length} bytes");
    }

    [Theory]
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task Pictures_are_made_and_edited(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client().GetImageClient(model);

        GeneratedImage made = await client.GenerateImageAsync("a hill");
        GeneratedImage edited = await client.GenerateImageEditAsync(made.ImageBytes.ToStream(), "hill.png", "a lake");

        edited.ImageBytes.ToArray().AsSpan(1, 3).ToArray().ShouldBe("PNG"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(SdkCases.All), MemberType = typeof(SdkCases))]
    public async Task Verdicts_and_models_are_listed(string engine, string model)
    {
        var client = (await gateways.OnAsync(engine)).Client();

        var verdicts = (await client.GetModerationClient(model).ClassifyTextAsync(["fine", "not fine [flag]"])).Value;
        var models = (await client.GetOpenAIModelClient().GetModelsAsync()).Value;

        verdicts.Select(verdict => verdict.Flagged).ShouldBe([false, true]);
        models.Select(one => one.Id).ShouldContain(model);
    }
}
