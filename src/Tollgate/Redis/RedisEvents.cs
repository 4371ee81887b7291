using Tollgate.Recording;

namespace Tollgate.Redis;

/// <summary>Numbers of this folder's log events.</summary>
internal static class RedisEvents
{
    public const int Lost = EventRange.Redis;
    public const int Found = EventRange.Redis + 1;
}
