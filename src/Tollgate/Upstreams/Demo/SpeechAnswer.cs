using System.Buffers.Binary;
using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>
/// OpenAI's speech: a quarter of a second of a tone, as WAV or, where asked for, bare PCM. There is no encoder for other formats here.
/// </summary>
internal static class SpeechAnswer
{
    private const int SampleRate = 24_000;
    private const int Samples = SampleRate / 4;
    private const int HeaderBytes = 44;
    private const double ToneHz = 440;
    private const double Loudness = 6_000;

    public static void Write(DemoRequest request, DemoReply reply, JsonElement root)
    {
        if (root.Text("input") is null)
        {
            DemoErrors.Write(reply, DemoEndpoint.Speech, 400, "Missing required parameter: 'input'.");
            return;
        }

        request.TakeModel(root.Text("model") ?? string.Empty);
        var isBare = root.Text("response_format") is "pcm";
        reply.ContentType = isBare ? "audio/pcm" : "audio/wav";
        if (!isBare)
        {
            WriteHeader(reply.Output.GetSpan(HeaderBytes));
            reply.Output.Advance(HeaderBytes);
        }

        reply.Output.Write(MakeSamples());
    }

    /// <summary>The tone: 16-bit samples of one channel, little-endian.</summary>
    public static byte[] MakeSamples()
    {
        var sound = new byte[Samples * sizeof(short)];
        for (var i = 0; i < Samples; i++)
        {
            var height = Loudness * Math.Sin(2 * Math.PI * ToneHz * i / SampleRate);
            BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(i * sizeof(short)), (short)height);
        }

        return sound;
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
