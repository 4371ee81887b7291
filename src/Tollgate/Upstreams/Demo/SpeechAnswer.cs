using System.Buffers.Binary;
using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>OpenAI's speech: a quarter of a second of a tone, as WAV or, where asked for, bare PCM. There is no encoder for other formats here.</summary>
internal static class SpeechAnswer
{
    private const int SampleRate = 24_000;
    private const int Samples = SampleRate / 4;
    private const int HeaderBytes = 44;
    private const double ToneHz = 440;
    private const double Loudness = 6_000;

    public static void Write(DemoRequest request, DemoReply reply, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.String)
        {
            DemoErrors.Write(reply, DemoEndpoint.Speech, 400, "Missing required parameter: 'input'.");
            return;
        }

        if (root.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String)
        {
            request.TakeModel(model.GetString()!);
        }

        var isBare = root.TryGetProperty("response_format", out var format) && format.ValueKind == JsonValueKind.String && format.ValueEquals("pcm"u8);
        reply.ContentType = isBare ? "audio/pcm" : "audio/wav";
        if (!isBare)
        {
            WriteHeader(reply.Output.GetSpan(HeaderBytes));
            reply.Output.Advance(HeaderBytes);
        }

        var sound = reply.Output.GetSpan(Samples * sizeof(short));
        for (var i = 0; i < Samples; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(sound[(i * sizeof(short))..], (short)(Loudness * Math.Sin(2 * Math.PI * ToneHz * i / SampleRate)));
        }

        reply.Output.Advance(Samples * sizeof(short));
    }

    /// <summary>A canonical RIFF head: one channel, 16 bits.</summary>
    private static void WriteHeader(Span<byte> head)
    {
        const int DataBytes = Samples * sizeof(short);
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], HeaderBytes - 8 + DataBytes);
        "WAVEfmt "u8.CopyTo(head[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(head[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(head[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], SampleRate * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(head[32..], sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(head[34..], 16);
        "data"u8.CopyTo(head[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], DataBytes);
    }
}
