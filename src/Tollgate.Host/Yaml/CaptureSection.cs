using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads <c>capture</c>.</summary>
internal static class CaptureSection
{
    public static CaptureConfig Read(SectionReader section)
    {
        var missing = new CaptureConfig();
        var capture = new CaptureConfig
        {
            Keys = section.Texts("keys") ?? missing.Keys,
            Routes = section.Texts("routes") ?? missing.Routes,
            MaxBytes = section.Whole("max_bytes", missing.MaxBytes, 1024, 1 << 20),
            Sample = section.Share("sample") ?? missing.Sample,
            Redact = section.Texts("redact") ?? missing.Redact,
            RetentionDays = section.Whole("retention_days", missing.RetentionDays, 1, 3650),
        };
        section.Done();
        return capture;
    }
}
