namespace Tollgate.Fuzz;

/// <summary>A parser broke a promise.</summary>
internal sealed class OracleException(string promise) : Exception(promise)
{
    public static void Demand(bool holds, string promise)
    {
        if (!holds) { throw new OracleException(promise); }
    }
}
