using System.Net;
using System.Net.Sockets;

namespace Tollgate.Forwarding;

/// <summary>
/// The addresses of one target in the order to try them. It holds nothing that the guard has not passed, so whoever dials from it dials what was checked.
/// Immutable; a plan taken stays valid for the connection that is being made with it.
/// </summary>
internal sealed class DialPlan
{
    /// <summary>Most addresses kept of one answer; the rest are dropped. No client tries more within a connect deadline.</summary>
    public const int MaxAddresses = 16;

    private readonly IPEndPoint[] _endPoints;

    private DialPlan(EgressTarget target, IPEndPoint[] endPoints, DialPlanState state, EgressRefusal refusal, string problem)
    {
        Target = target;
        _endPoints = endPoints;
        State = state;
        Refusal = refusal;
        Problem = problem;
    }

    /// <summary>Whom the plan reaches.</summary>
    public EgressTarget Target { get; }

    /// <summary>Whether there is anything to dial.</summary>
    public DialPlanState State { get; }

    /// <summary>Why the first refused address was refused; <see cref="EgressRefusal.None"/> when all passed.</summary>
    public EgressRefusal Refusal { get; }

    /// <summary>For the log, when <see cref="State"/> is not ready; names no address, and is still not for clients.</summary>
    public string Problem { get; }

    /// <summary>Nobody could be asked for the name's addresses: not one descriptor was free.</summary>
    public bool LacksDescriptors => Problem == UpstreamResolver.NoDescriptors;

    /// <summary>Addresses to dial: 0 unless ready, at most <see cref="MaxAddresses"/>.</summary>
    public int Count => _endPoints.Length;

    /// <summary>The address to try as number <paramref name="index"/>.</summary>
    public IPEndPoint this[int index] => _endPoints[index];

    /// <summary>A plan for a name that did not resolve.</summary>
    public static DialPlan NotResolved(EgressTarget target, string problem) =>
        new(target, [], DialPlanState.NotResolved, EgressRefusal.None, problem);

    /// <summary>Checks every address, and orders those that pass as RFC 8305 says: families in turn, that of the resolver's first answer first.</summary>
    public static DialPlan Create(EgressPolicy policy, EgressTarget target, ReadOnlySpan<IPAddress> addresses, AddressClass firstClass)
    {
        var passed = new List<IPAddress>(addresses.Length);
        var refused = new EgressVerdict(EgressRefusal.None);
        foreach (var answer in addresses)
        {
            // Mapped is a notation: on the wire it is IPv4, and dialling it needs an IPv4 socket.
            var address = answer.IsIPv4MappedToIPv6 ? answer.MapToIPv4() : answer;
            var verdict = policy.Check(address, target, firstClass);
            if (!verdict.Allowed)
            {
                refused = refused.Allowed ? verdict : refused;
            }
            else if (!passed.Contains(address))
            {
                passed.Add(address);
            }
        }

        return passed.Count > 0
            ? new DialPlan(target, Interleave(passed, target.Port), DialPlanState.Ready, refused.Refusal, "")
            : new DialPlan(target, [], DialPlanState.Refused, refused.Refusal, refused.Reason);
    }

    private static IPEndPoint[] Interleave(List<IPAddress> passed, int port)
    {
        var ordered = new IPEndPoint[Math.Min(passed.Count, MaxAddresses)];
        int[] next = [0, 0];
        for (var i = 0; i < ordered.Length; i++)
        {
            var family = i & 1;
            var at = FindNext(passed, next[family], isFirstFamily: family == 0);
            if (at < 0)
            {
                family ^= 1;
                at = FindNext(passed, next[family], isFirstFamily: family == 0);
            }

            next[family] = at + 1;
            ordered[i] = new IPEndPoint(passed[at], port);
        }

        return ordered;
    }

    private static int FindNext(List<IPAddress> passed, int from, bool isFirstFamily)
    {
        AddressFamily first = passed[0].AddressFamily;
        return passed.FindIndex(from, a => a.AddressFamily == first == isFirstFamily);
    }
}
