using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>
/// What it takes to read a JSON text into objects, about: many small ones need far more than their text, and a body of nothing else must not be able
/// to fill the memory.
/// </summary>
internal static class ReadingMemory
{
    /// <summary>An object of JSON as an element of a chat: a turn with its list and its text took up to 473 bytes when measured.</summary>
    private const int BytesPerObject = 640;

    /// <summary>Text and table of its elements. What fits one block is free, as bodies are.</summary>
    public static long Of(ReadOnlySpan<byte> json) =>
        json.Length <= BufferPool.BlockSize ? 0 : (2L * json.Length) + ((long)BytesPerObject * json.Count((byte)'{'));
}
