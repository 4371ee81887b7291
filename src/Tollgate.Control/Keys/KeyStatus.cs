namespace Tollgate.Control.Keys;

/// <summary>What a key is good for at this moment.</summary>
internal enum KeyStatus
{
    Active,
    Disabled,
    Expired,
    Revoked,
}
