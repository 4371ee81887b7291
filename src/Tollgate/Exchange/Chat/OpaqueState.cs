namespace Tollgate.Exchange.Chat;

/// <summary>A provider's own note about its reasoning. Byte for byte what it sent: the provider checks it.</summary>
/// <param name="Origin">Whose it is.</param>
/// <param name="Data">The note.</param>
internal sealed record OpaqueState(StateOrigin Origin, JsonString Data)
{
    /// <summary>Id of the item that it came in, which has to come back with it (OpenAI's <c>rs_…</c>); empty for none.</summary>
    public JsonString Id { get; init; }

    /// <summary>A copy that outlives the event that it was read from.</summary>
    public OpaqueState Keep() => this with { Data = Data.Keep(), Id = Id.Keep() };
}
