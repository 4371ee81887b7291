using System.Security.Cryptography;

namespace Tollgate.Keys;

/// <summary>
/// The credential that a connection presented last, and whose it was: a kept-alive connection sends the same one with every request, and
/// hashing it each time costs more than the rest of the key stage together. Compared in constant time, only against the connection's own,
/// and worthless as soon as the key table is another one.
/// </summary>
internal sealed class KeyMemo
{
    /// <summary>Longer credentials are hashed each time.</summary>
    private const int MaxBytes = 256;

    private byte[] _credential = [];
    private KeyTable? _table;
    private Caller? _caller;

    public Caller? Find(KeyTable table, ReadOnlySpan<byte> presented) =>
        ReferenceEquals(table, _table) && CryptographicOperations.FixedTimeEquals(presented, _credential) ? _caller : null;

    public void Remember(KeyTable table, ReadOnlySpan<byte> presented, Caller caller)
    {
        if (presented.Length > MaxBytes)
        {
            return;
        }

        if (_credential.Length != presented.Length)
        {
            _credential = new byte[presented.Length];
        }

        presented.CopyTo(_credential);
        _table = table;
        _caller = caller;
    }
}
