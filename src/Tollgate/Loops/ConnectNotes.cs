namespace Tollgate.Loops;

/// <summary>Why the attempts to connect to one host, an address each, failed: whether it was for want of something of our own.</summary>
internal sealed class ConnectNotes
{
    private Shortage _lack;
    private int _failed;
    private int _withoutPort;

    /// <summary>
    /// What was lacking. Without a descriptor or memory nobody was asked, whatever came of the other addresses; for want of a port only if no
    /// address gave an answer of its own, since a machine without IPv6 has none for the one family and all for the other.
    /// </summary>
    public Shortage Shortage => _lack != Shortage.None ? _lack : _failed > 0 && _withoutPort == _failed ? Shortage.Ports : Shortage.None;

    /// <summary>Nobody could be asked for want of this.</summary>
    public void Lack(Shortage shortage) => _lack = shortage;

    /// <summary>One address failed.</summary>
    public void Failed(Shortage shortage)
    {
        _failed++;
        switch (shortage)
        {
            case Shortage.Descriptors or Shortage.Memory:
                _lack = shortage;
                break;
            case Shortage.Ports:
                _withoutPort++;
                break;
        }
    }
}
