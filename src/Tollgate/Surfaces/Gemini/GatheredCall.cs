using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>A call while its arguments come: Google writes calls whole.</summary>
internal sealed class GatheredCall(int number, JsonString id, JsonString name, OpaqueState? state)
{
    public int Number { get; } = number;

    public JsonString Id { get; } = id;

    public JsonString Name { get; } = name;

    /// <summary>The signature that was told before it.</summary>
    public OpaqueState? State { get; } = state;

    /// <summary>Its arguments so far, as the inside of a JSON string.</summary>
    public ArrayBufferWriter<byte> Arguments { get; } = new();
}
