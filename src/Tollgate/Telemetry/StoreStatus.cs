namespace Tollgate.Telemetry;

/// <summary>One store on the <see cref="StatusBoard"/>. One writer at a time, any number of readers, no lock.</summary>
/// <param name="name">As the configuration or the operator names it, such as <c>control</c>.</param>
/// <param name="kind">What it is, such as <c>sqlite</c>.</param>
/// <param name="role">What it is for.</param>
internal sealed class StoreStatus(string name, string kind, StoreRole role)
{
    private StoreReading _reading = new();

    public string Name => name;

    public string Kind => kind;

    public StoreRole Role => role;

    /// <summary>What was last seen; set whole.</summary>
    public StoreReading Reading
    {
        get => Volatile.Read(ref _reading);
        set => Volatile.Write(ref _reading, value);
    }

    /// <summary>Something asked of it succeeded.</summary>
    public void Succeeded(DateTimeOffset at) => Reading = Reading with { Connected = true, LastSuccessAt = at };

    /// <summary>Something asked of it failed.</summary>
    /// <param name="error">What, without secrets.</param>
    /// <param name="at">When.</param>
    public void Failed(string error, DateTimeOffset at) => Reading = Reading with { Connected = false, LastError = error, LastErrorAt = at };

    /// <summary>How far behind it is.</summary>
    public void Lags(double seconds, long records, long bytes) =>
        Reading = Reading with { LagSeconds = seconds, BacklogRecords = records, BacklogBytes = bytes };
}
