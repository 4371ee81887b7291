namespace Tollgate.Recording;

/// <summary>First event number of each folder; a folder has the hundred from there. Numbers are stable: people alert on them.</summary>
internal static class EventRange
{
    public const int Host = 1000;
    public const int Loops = 1100;
    public const int Http1 = 1200;
    public const int Listening = 1300;
    public const int Configuration = 1400;
    public const int Keys = 1500;
    public const int Surfaces = 1600;
    public const int Admission = 1700;
    public const int Routing = 1800;
    public const int Attempts = 1900;
    public const int Upstreams = 2000;
    public const int Forwarding = 2100;
    public const int Streaming = 2200;
    public const int Metering = 2300;
    public const int Recording = 2400;
    public const int Telemetry = 2500;
    public const int Control = 2600;
    public const int Storage = 2700;
    public const int Redis = 2800;
}
