namespace Tollgate.TestSupport.Grammar;

/// <summary>Tokens in one meaning: the input with its cached and cache-write parts, the output with its reasoning.</summary>
public sealed record UsageSeen(long Input, long Cached, long CacheWrite, long Output, long Reasoning);
