using System.IO.Compression;
using Taken = Tollgate.TestSupport.Recording;

namespace Tollgate.WireTests.Translation;

/// <summary>A recorded answer as a provider would compress it.</summary>
internal static class Gzip
{
    public static Taken Of(Taken recording)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Optimal))
        {
            zip.Write(recording.ResponseBody);
        }

        return recording with { ResponseBody = bytes.ToArray() };
    }
}
