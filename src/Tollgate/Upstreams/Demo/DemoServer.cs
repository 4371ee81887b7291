using System.Text.Json;
using Tollgate.Http1;
using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>A fake provider on a transport: answers as OpenAI, Anthropic and Gemini would, without a model.</summary>
internal static class DemoServer
{
    /// <summary>A call that hangs is given up after this, should its client never leave.</summary>
    private const long HangMs = 15 * 60_000;

    /// <summary>Serves a connection to its end, and closes it.</summary>
    public static async LoopTask ServeAsync(Transport transport, DemoOptions options)
    {
        var request = new DemoRequest(transport, options);
        var reply = new DemoReply(transport);
        try
        {
            var refusal = await request.ReceiveAsync();
            while (refusal == 0 && await AnswerAsync(transport, request, reply))
            {
                refusal = await request.ReceiveAsync();
            }

            if (refusal > 0)
            {
                reply.Begin(request);
                DemoErrors.Write(reply, DemoEndpoint.Unknown, refusal, "The request was malformed or too large.");
                await reply.SendAsync();
            }
        }
        finally
        {
            request.Release();
            reply.Release();
            transport.Close();
        }
    }

    /// <summary>Answers the request in hand. True when the connection may serve another.</summary>
    private static async LoopTask<bool> AnswerAsync(Transport transport, DemoRequest request, DemoReply reply)
    {
        reply.Begin(request);
        var prompt = Understand(request, reply);
        request.Finish();
        switch (request.Orders.Fault.Kind)
        {
            case DemoFaultKind.Hang:
                await HangAsync(transport);
                return false;
            case DemoFaultKind.Reset:
                transport.Reset();
                return false;
            case DemoFaultKind.Status when request.Target.Endpoint != DemoEndpoint.Health:
                reply.BeginBody();
                DemoErrors.Write(reply, request.Target.Endpoint, request.Orders.Fault.Status, "This failure was ordered from the mock.");
                return await reply.SendAsync();
        }

        return prompt is null ? await reply.SendAsync() : await StreamAsync(request, reply, prompt);
    }

    /// <summary>Writes the answer, unless it is to be streamed: then what it answers is returned.</summary>
    private static DemoPrompt? Understand(DemoRequest request, DemoReply reply)
    {
        var endpoint = request.Target.Endpoint;
        try
        {
            if (request.Verb != HttpVerb.Post)
            {
                DemoObjects.Write(request, reply);
                return null;
            }

            if (IsForm(request))
            {
                DemoForms.Write(request, reply);
                return null;
            }

            using var document = JsonDocument.Parse(request.Body);
            return Understand(request, reply, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader's way to say that the text is no JSON, or that a string in it is no Unicode.
            reply.BeginBody();
            DemoErrors.Write(reply, endpoint, 400, "We could not parse the JSON body of your request.");
            return null;
        }
    }

    private static DemoPrompt? Understand(DemoRequest request, DemoReply reply, JsonElement root)
    {
        var endpoint = request.Target.Endpoint;
        switch (endpoint)
        {
            case DemoEndpoint.Embeddings:
                EmbeddingAnswer.Write(request, reply, root);
                return null;
            case DemoEndpoint.Moderations:
                ModerationAnswer.Write(request, reply, root);
                return null;
            case DemoEndpoint.Images:
                ImageAnswer.Write(request, reply, root);
                return null;
            case DemoEndpoint.Speech:
                SpeechAnswer.Write(request, reply, root);
                return null;
            case DemoEndpoint.Generate when GenerateMediaAnswer.TryWrite(request, reply, root):
                return null;
            case DemoEndpoint.Models or DemoEndpoint.Responses when request.Target.Id.Length > 0:
                DemoErrors.WriteNotFound(reply, endpoint);
                return null;
        }

        var prompt = DemoPrompt.Read(root, request.Target, out var problem);
        if (prompt is null)
        {
            DemoErrors.Write(reply, endpoint, 400, problem);
            return null;
        }

        request.TakeModel(prompt.Model);
        var inPieces = endpoint == DemoEndpoint.GenerateStream
            || (prompt.Stream && endpoint is not (DemoEndpoint.Generate or DemoEndpoint.CountTokens));
        if (!inPieces)
        {
            WriteWhole(endpoint, request, reply, prompt);
        }

        return inPieces ? prompt : null;
    }

    private static void WriteWhole(DemoEndpoint endpoint, DemoRequest request, DemoReply reply, DemoPrompt prompt)
    {
        var said = prompt.Answer(request.Orders.Tokens);
        switch (endpoint)
        {
            case DemoEndpoint.Chat:
                ChatAnswer.Write(reply, prompt, said);
                break;
            case DemoEndpoint.Completions:
                CompletionAnswer.Write(reply, prompt, said);
                break;
            case DemoEndpoint.Responses:
                ResponsesAnswer.Write(reply, prompt, said);
                break;
            case DemoEndpoint.Messages:
                MessagesAnswer.Write(reply, prompt, said);
                break;
            case DemoEndpoint.CountTokens:
                MessagesAnswer.WriteCount(reply, prompt, isGemini: request.Target.Id.Length > 0);
                break;
            default:
                GenerateAnswer.Write(reply, prompt, said);
                break;
        }
    }

    private static LoopTask<bool> StreamAsync(DemoRequest request, DemoReply reply, DemoPrompt prompt)
    {
        var said = prompt.Answer(request.Orders.Tokens);
        return request.Target.Endpoint switch
        {
            DemoEndpoint.Chat => ChatAnswer.StreamAsync(reply, prompt, said),
            DemoEndpoint.Completions => CompletionAnswer.StreamAsync(reply, prompt, said),
            DemoEndpoint.Responses => ResponsesStream.SendAsync(reply, prompt, said),
            DemoEndpoint.Messages => MessagesAnswer.StreamAsync(reply, prompt, said),
            _ => GenerateAnswer.StreamAsync(reply, prompt, said, request.AsksForEvents),
        };
    }

    private static bool IsForm(DemoRequest request) => request.Target.Endpoint switch
    {
        DemoEndpoint.Files or DemoEndpoint.Transcriptions or DemoEndpoint.Unknown or DemoEndpoint.Health => true,
        DemoEndpoint.Images => request.Body.Span.StartsWith("--"u8),
        _ => false,
    };

    private static async LoopTask HangAsync(Transport transport)
    {
        transport.SetDeadline(HangMs);
        var ignored = new byte[1024];
        while (await transport.ReceiveAsync(ignored) > 0)
        {
            // What comes in meanwhile changes nothing.
        }
    }
}
