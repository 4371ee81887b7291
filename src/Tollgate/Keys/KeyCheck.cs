using Tollgate.Faults;

namespace Tollgate.Keys;

/// <summary>The verdict on a presented key: who calls, or which fault the client gets.</summary>
internal static class KeyCheck
{
    /// <summary>
    /// Finds the caller. <see cref="FaultCode.None"/> means that <paramref name="caller"/> is set and may go on. An unknown key and one
    /// that is switched off get the same answer.
    /// </summary>
    public static FaultCode Identify(
        KeyTable keys, scoped ref PresentedKey presented, long nowUnixMilliseconds, KeyMemo memo, out Caller? caller)
    {
        caller = null;
        switch (presented.Status)
        {
            case PresentedKeyStatus.One:
                break;
            case PresentedKeyStatus.None:
                return FaultCode.AuthMissingToken;
            case PresentedKeyStatus.Conflict:
                return FaultCode.ValidationError;
            default:
                return FaultCode.AuthInvalidToken;
        }

        var found = memo.Find(keys, presented.Key) ?? keys.Find(presented.Key);
        if (found is not { Enabled: true })
        {
            return FaultCode.AuthInvalidToken;
        }

        if (found.IsExpired(nowUnixMilliseconds))
        {
            return FaultCode.AuthExpiredToken;
        }

        memo.Remember(keys, presented.Key, found);
        caller = found;
        return FaultCode.None;
    }
}
