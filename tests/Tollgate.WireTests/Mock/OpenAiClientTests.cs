#pragma warning disable OPENAI001 // the client marks newer parts of the API as experimental
using System.ClientModel;
using System.Text.Json;
using OpenAI.Audio;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Files;
using OpenAI.Images;
using OpenAI.Responses;
using Shouldly;
using Xunit;

namespace Tollgate.WireTests.Mock;

/// <summary>What the fake provider answers is taken by OpenAI's own client.</summary>
public sealed class OpenAiClientTests
{
    private static readonly BinaryData WeatherSchema = BinaryData.FromString(
        """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city"],"additionalProperties":false}""");

    private static ChatTool WeatherTool => ChatTool.CreateFunctionTool("get_weather", "The weather", WeatherSchema);

    [Fact]
    public async Task A_chat_is_answered_with_its_gist_and_counted()
    {
        await using var mock = await RunningMock.StartAsync();

        ChatCompletion answer = await mock.Client().GetChatClient("demo").CompleteChatAsync("Why is the sky blue?");

        answer.Content[0].Text.ShouldContain("Why is the sky blue?");
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.Usage.OutputTokenCount.ShouldBeGreaterThan(10);
        answer.Usage.TotalTokenCount.ShouldBe(answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task A_streamed_chat_says_the_same_and_ends_with_its_usage()
    {
        await using var mock = await RunningMock.StartAsync("--tokens", "120");
        var client = mock.Client().GetChatClient("demo");
        ChatCompletion whole = await client.CompleteChatAsync("Hello");

        var text = string.Empty;
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync("Hello"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
            finish = update.FinishReason ?? finish;
        }

        text.ShouldBe(whole.Content[0].Text);
        finish.ShouldBe(ChatFinishReason.Stop);
        usage.ShouldNotBeNull().OutputTokenCount.ShouldBe(120);
    }

    [Fact]
    public async Task An_answer_is_cut_at_the_limit_that_the_request_sets()
    {
        await using var mock = await RunningMock.StartAsync();

        ChatCompletion answer = await mock.Client().GetChatClient("demo")
            .CompleteChatAsync([new UserChatMessage("Hi")], new ChatCompletionOptions { MaxOutputTokenCount = 5 });

        answer.FinishReason.ShouldBe(ChatFinishReason.Length);
        answer.Usage.OutputTokenCount.ShouldBe(5);
    }

    [Theory]
    [InlineData("call get_weather please", false)]
    [InlineData("What is the weather?", true)]
    public async Task A_tool_is_called_when_the_user_or_the_request_says_so(string words, bool required)
    {
        await using var mock = await RunningMock.StartAsync();
        var options = new ChatCompletionOptions { Tools = { WeatherTool } };
        if (required)
        {
            options.ToolChoice = ChatToolChoice.CreateRequiredChoice();
        }

        ChatCompletion answer = await mock.Client().GetChatClient("demo").CompleteChatAsync([new UserChatMessage(words)], options);

        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        answer.ToolCalls[0].FunctionName.ShouldBe("get_weather");
        using var arguments = JsonDocument.Parse(answer.ToolCalls[0].FunctionArguments);
        arguments.RootElement.GetProperty("city").GetString().ShouldBe("demo city");
    }

    [Fact]
    public async Task A_tool_that_has_answered_is_not_called_again()
    {
        await using var mock = await RunningMock.StartAsync();
        var client = mock.Client().GetChatClient("demo");
        var options = new ChatCompletionOptions { Tools = { WeatherTool } };
        var messages = new List<ChatMessage> { new UserChatMessage("call get_weather") };
        ChatCompletion first = await client.CompleteChatAsync(messages, options);
        messages.Add(new AssistantChatMessage(first));
        messages.Add(new ToolChatMessage(first.ToolCalls[0].Id, "sunny"));

        ChatCompletion second = await client.CompleteChatAsync(messages, options);

        second.FinishReason.ShouldBe(ChatFinishReason.Stop);
        second.Content[0].Text.ShouldContain("call get_weather");
    }

    [Fact]
    public async Task A_streamed_tool_call_arrives_in_pieces_that_add_up()
    {
        await using var mock = await RunningMock.StartAsync();
        var options = new ChatCompletionOptions { Tools = { WeatherTool }, ToolChoice = ChatToolChoice.CreateFunctionChoice("get_weather") };

        string? name = null;
        var arguments = string.Empty;
        await foreach (var update in mock.Client().GetChatClient("demo").CompleteChatStreamingAsync([new UserChatMessage("Go")], options))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                name ??= call.FunctionName;
                arguments += call.FunctionArgumentsUpdate?.ToString();
            }
        }

        name.ShouldBe("get_weather");
        JsonDocument.Parse(arguments).RootElement.GetProperty("days").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_structured_answer_satisfies_its_schema()
    {
        await using var mock = await RunningMock.StartAsync();
        const string Schema = """
            {"type":"object","properties":{"title":{"type":"string"},"score":{"type":"number"},"tags":{"type":"array","items":{"type":"string"},"minItems":2},
             "mood":{"type":"string","enum":["calm","wild"]},"author":{"$ref":"#/$defs/person"}},"$defs":{"person":{"type":"object","properties":{"known":{"type":"boolean"}}}}}
            """;
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("book", BinaryData.FromString(Schema)) };

        ChatCompletion answer = await mock.Client().GetChatClient("demo").CompleteChatAsync([new UserChatMessage("A book")], options);

        using var book = JsonDocument.Parse(answer.Content[0].Text);
        book.RootElement.GetProperty("title").GetString().ShouldBe("demo title");
        book.RootElement.GetProperty("tags").GetArrayLength().ShouldBe(2);
        book.RootElement.GetProperty("mood").GetString().ShouldBe("calm");
        book.RootElement.GetProperty("author").GetProperty("known").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Embeddings_are_unit_vectors_that_depend_on_the_text_alone()
    {
        await using var mock = await RunningMock.StartAsync();

        OpenAIEmbeddingCollection vectors = await mock.Client().GetEmbeddingClient("demo")
            .GenerateEmbeddingsAsync(["one", "two", "one"], new EmbeddingGenerationOptions { Dimensions = 64 });

        var floats = vectors.Select(vector => vector.ToFloats().ToArray()).ToArray();
        floats[0].Length.ShouldBe(64);
        floats[0].ShouldBe(floats[2]);
        floats[0].ShouldNotBe(floats[1]);
        floats[1].Sum(x => (double)x * x).ShouldBe(1, tolerance: 1e-4);
        vectors.Usage.InputTokenCount.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_response_is_given_whole_and_as_a_stream()
    {
        await using var mock = await RunningMock.StartAsync();
        var client = mock.Client().GetResponsesClient();
        ResponseResult whole = await client.CreateResponseAsync("demo", "Tell me a joke");

        var streamed = string.Empty;
        ResponseResult? completed = null;
        var numbers = new List<int>();
        await foreach (var update in await client.CreateResponseStreamingAsync("demo", "Tell me a joke"))
        {
            numbers.Add(update.SequenceNumber);
            streamed += (update as StreamingResponseOutputTextDeltaUpdate)?.Delta;
            completed = (update as StreamingResponseCompletedUpdate)?.Response ?? completed;
        }

        whole.GetOutputText().ShouldContain("Tell me a joke");
        streamed.ShouldBe(whole.GetOutputText());
        completed.ShouldNotBeNull().GetOutputText().ShouldBe(streamed);
        completed.Usage.OutputTokenCount.ShouldBe(whole.Usage.OutputTokenCount);
        numbers.ShouldBe(Enumerable.Range(0, numbers.Count));
    }

    [Fact]
    public async Task A_response_that_nobody_stored_is_not_found()
    {
        await using var mock = await RunningMock.StartAsync();

        var failure = await Should.ThrowAsync<ClientResultException>(async () => await mock.Client().GetResponsesClient().GetResponseAsync("resp_1"));

        failure.Status.ShouldBe(404);
    }

    [Fact]
    public async Task Models_and_moderations_are_answered()
    {
        await using var mock = await RunningMock.StartAsync();
        var models = (await mock.Client().GetOpenAIModelClient().GetModelsAsync()).Value;
        var results = (await mock.Client().GetModerationClient("demo").ClassifyTextAsync(["fine", "not fine [flag]"])).Value;

        models.Select(model => model.Id).ShouldBe(["demo"]);
        results.Select(result => result.Flagged).ShouldBe([false, true]);
        results[1].Violence.Flagged.ShouldBeTrue();
    }

    [Fact]
    public async Task Speech_is_a_playable_wave_and_audio_is_transcribed()
    {
        await using var mock = await RunningMock.StartAsync();
        var client = mock.Client().GetAudioClient("demo");

        var speech = (await client.GenerateSpeechAsync("Hello", GeneratedSpeechVoice.Alloy)).Value.ToArray();
        AudioTranscription text = await client.TranscribeAudioAsync(new MemoryStream(speech), "hello.wav");

        speech.AsSpan(0, 4).ToArray().ShouldBe("RIFF"u8.ToArray());
        BitConverter.ToInt32(speech, 4).ShouldBe(speech.Length - 8);
        text.Text.ShouldContain($"hello.wav, {speech.Length} bytes");
    }

    [Fact]
    public async Task An_image_is_a_PNG()
    {
        await using var mock = await RunningMock.StartAsync();

        GeneratedImage image = await mock.Client().GetImageClient("demo").GenerateImageAsync("a hill");

        image.ImageBytes.ToArray().AsSpan(1, 3).ToArray().ShouldBe("PNG"u8.ToArray());
    }

    [Fact]
    public async Task A_file_is_stored_listed_read_and_deleted()
    {
        await using var mock = await RunningMock.StartAsync();
        var client = mock.Client().GetOpenAIFileClient();
        var content = BinaryData.FromBytes([.. Enumerable.Range(0, 100_000).Select(i => (byte)i)]);

        OpenAIFile file = await client.UploadFileAsync(content, "numbers.bin", FileUploadPurpose.UserData);
        OpenAIFile again = await client.GetFileAsync(file.Id);
        OpenAIFileCollection list = await client.GetFilesAsync();
        BinaryData read = await client.DownloadFileAsync(file.Id);
        FileDeletionResult deleted = await client.DeleteFileAsync(file.Id);
        var gone = await Should.ThrowAsync<ClientResultException>(async () => await client.GetFileAsync(file.Id));

        again.Filename.ShouldBe("numbers.bin");
        list.Select(one => one.Id).ShouldContain(file.Id);
        read.ToArray().ShouldBe(content.ToArray());
        deleted.Deleted.ShouldBeTrue();
        gone.Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("demo-429", 429)]
    [InlineData("demo-500", 500)]
    [InlineData("demo-401", 401)]
    public async Task A_model_name_orders_a_failure(string model, int status)
    {
        await using var mock = await RunningMock.StartAsync();

        var failure = await Should.ThrowAsync<ClientResultException>(async () => await mock.Client().GetChatClient(model).CompleteChatAsync("Hi"));

        failure.Status.ShouldBe(status);
        failure.Message.ShouldContain("ordered");
    }
}
