namespace Tollgate.Control.Secrets;

/// <summary>
/// The master keys that this process has: one, or two while a rotation is under way. A key that is asked for and not here is looked for
/// again at its source, so that a running server follows a rotation.
/// </summary>
/// <param name="load">Reads the source; the key in force comes first. May throw <see cref="MasterKeyException"/>.</param>
internal sealed class MasterKeyRing(Func<IReadOnlyList<MasterKey>> load)
{
    private IReadOnlyList<MasterKey> _keys = load();

    /// <summary>The key that a new store begins with; null when there is none.</summary>
    public MasterKey? Primary => Volatile.Read(ref _keys) is [var first, ..] ? first : null;

    /// <summary>The key of this id; null when it is not at its source either.</summary>
    public MasterKey? Find(string id)
    {
        if (Among(Volatile.Read(ref _keys), id) is { } known)
        {
            return known;
        }

        try
        {
            var loaded = load();
            if (Among(loaded, id) is { } found)
            {
                // Keys known before stay: rows may still be wrapped by them.
                Volatile.Write(ref _keys, [.. loaded, .. Volatile.Read(ref _keys).Where(key => Among(loaded, key.Id) is null).Take(1)]);
                return found;
            }
        }
        catch (MasterKeyException)
        {
            // The source is in no state to be read just now: the key is not known, which is what null says.
        }

        return null;
    }

    private static MasterKey? Among(IReadOnlyList<MasterKey> keys, string id) =>
        keys.FirstOrDefault(key => string.Equals(key.Id, id, StringComparison.Ordinal));
}
