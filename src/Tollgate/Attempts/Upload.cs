using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Attempts;

/// <summary>State of a body that is being passed on beside the answer.</summary>
internal sealed class Upload
{
    /// <summary>All of it has been handed to the upstream's socket.</summary>
    public bool Done { get; set; }

    /// <summary>The client's side failed: see <see cref="Status"/>.</summary>
    public bool Failed { get; set; }

    public BodyStatus Status { get; set; }

    /// <summary>Nobody wants the rest: it ends when the client's next bytes come, or when the client does.</summary>
    public bool IsUnwanted { get; set; }

    /// <summary>Nothing of it runs any more.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The answer is being relayed: deadlines are the relay's from now on.</summary>
    public bool AnswerHasBegun { get; set; }

    public LoopSignal Ended { get; } = new();
}
