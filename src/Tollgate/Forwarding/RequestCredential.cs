using Tollgate.Loops;

namespace Tollgate.Forwarding;

/// <summary>A credential that is not the same header line in every request: it expires, or is made of the request's own bytes.</summary>
internal abstract class RequestCredential
{
    /// <summary>The lines depend on the body, which must be at hand whole.</summary>
    public virtual bool CoversBody => false;

    /// <summary>Whether lines can be written now. What is about to expire is renewed meanwhile, in the background. From any thread.</summary>
    public virtual bool IsReady => true;

    /// <summary>What it sends now that others could use; empty where that is nothing. From any thread.</summary>
    public virtual ReadOnlyMemory<byte> Secret => default;

    /// <summary>Waits until lines can be written. False when that is not to be: the sign-in was refused, or nobody answered.</summary>
    public virtual Task<bool> PrepareAsync() => Task.FromResult(true);

    /// <summary>Writes header lines with CR LF.</summary>
    /// <param name="bytes">Where to. The spans in <paramref name="request"/> may lie in here: they are read before the first write.</param>
    /// <param name="request">What is signed.</param>
    public abstract void Write(SendBuffer bytes, in SignedRequest request);
}
