using Tollgate.Loops;

namespace Tollgate.Tests.Loops;

/// <summary>A timer that does what a test wants.</summary>
internal sealed class ActionTimer(Action onDue) : LoopTimer
{
    internal override void OnDue() => onDue();
}
