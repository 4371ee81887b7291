using System.Text;

namespace Tollgate.Upstreams.Demo;

/// <summary>What is posted as a form: files, audio, pictures.</summary>
internal static class DemoForms
{
    public static void Write(DemoRequest request, DemoReply reply)
    {
        var form = new DemoForm(request.Body.Span);
        request.TakeModel(form.Text("model"u8) ?? string.Empty);
        switch (request.Target.Endpoint)
        {
            case DemoEndpoint.Files when request.Target.Id.Length == 0:
                StoreFile(request, reply, form);
                break;
            case DemoEndpoint.Transcriptions:
                Transcribe(reply, form);
                break;
            case DemoEndpoint.Images:
                ImageAnswer.Write(reply, form.Text("prompt"u8) ?? string.Empty, count: 1, asUrl: false);
                break;
            default:
                DemoErrors.WriteNotFound(reply, request.Target.Endpoint);
                break;
        }
    }

    private static void StoreFile(DemoRequest request, DemoReply reply, DemoForm form)
    {
        if (!form.TryFind("file"u8, out var head, out var content))
        {
            DemoErrors.Write(reply, DemoEndpoint.Files, 400, "'file' is a required part of the form.");
            return;
        }

        var file = new DemoFile(reply.Id("file-"), FileName(head), form.Text("purpose"u8) ?? "user_data", reply.Created, content.ToArray());
        request.Options.Store.Add(file);
        FilesAnswer.WriteFile(reply.Json, file);
    }

    private static void Transcribe(DemoReply reply, DemoForm form)
    {
        if (!form.TryFind("file"u8, out var head, out var content))
        {
            DemoErrors.Write(reply, DemoEndpoint.Transcriptions, 400, "'file' is a required part of the form.");
            return;
        }

        var text = $"This is the demo transcription of {FileName(head)}, {content.Length} bytes of audio.";
        var format = form.Text("response_format"u8);
        if (format is "text")
        {
            reply.ContentType = "text/plain; charset=utf-8";
            reply.Output.Write(text + "\n");
            return;
        }

        var json = reply.Json;
        json.WriteStartObject();
        if (format is "verbose_json")
        {
            json.WriteString("task"u8, "transcribe"u8);
            json.WriteString("language"u8, "english"u8);
            json.WriteNumber("duration"u8, 1.0);
            json.WriteStartArray("segments"u8);
            json.WriteEndArray();
        }

        json.WriteString("text"u8, text);
        json.WriteStartObject("usage"u8);
        json.WriteString("type"u8, "duration"u8);
        json.WriteNumber("seconds"u8, 1);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string FileName(ReadOnlySpan<byte> head)
    {
        var name = DemoForm.Parameter(head, "filename="u8);
        return name.IsEmpty ? "upload" : Encoding.UTF8.GetString(name);
    }
}
