using Tollgate.Admission.Queueing;

namespace Tollgate.Tests.Admission.Queueing;

/// <summary>A place in a queue whose owner is the test: it notes that it was notified.</summary>
internal sealed class TestPlace : QueuePlace
{
    public TestPlace(long number, string org, string key, long sinceMs = 0) => (Number, Org, Key, SinceMs) = (number, org, key, sinceMs);

    public bool IsNotified { get; set; }

    public override void Notify() => IsNotified = true;

    public override string ToString() => $"{Number} of {Org}/{Key}";
}
