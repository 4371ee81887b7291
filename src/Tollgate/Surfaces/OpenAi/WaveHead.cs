using System.Buffers.Binary;
using Tollgate.Loops;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>The head of a RIFF WAVE file of 16-bit samples of one channel.</summary>
internal static class WaveHead
{
    /// <summary>Bytes before the first sample.</summary>
    public const int Length = 44;

    private const int FormatLength = 16;
    private const short Pcm = 1;
    private const short Channels = 1;
    private const short SampleBytes = 2;

    /// <summary>Writes it.</summary>
    /// <param name="bytes">Where to.</param>
    /// <param name="rate">Samples in a second.</param>
    /// <param name="dataBytes">Bytes of the samples that follow.</param>
    public static void Write(SendBuffer bytes, int rate, int dataBytes)
    {
        var head = bytes.Reserve(Length);
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], Length - 8 + dataBytes);
        "WAVEfmt "u8.CopyTo(head[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], FormatLength);
        BinaryPrimitives.WriteInt16LittleEndian(head[20..], Pcm);
        BinaryPrimitives.WriteInt16LittleEndian(head[22..], Channels);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], rate * Channels * SampleBytes);
        BinaryPrimitives.WriteInt16LittleEndian(head[32..], Channels * SampleBytes);
        BinaryPrimitives.WriteInt16LittleEndian(head[34..], SampleBytes * 8);
        "data"u8.CopyTo(head[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], dataBytes);
        bytes.Advance(Length);
    }
}
