using Tollgate.Configuration;

namespace Tollgate.Host.Serving;

/// <summary>Opens where log lines go.</summary>
internal static class LogSinks
{
    /// <summary>The stream for access and event lines.</summary>
    /// <exception cref="StartException">The file cannot be opened.</exception>
    public static Stream Open(LogConfig log, HostStreams streams)
    {
        switch (log.Access)
        {
            case LogSink.Stderr:
                return streams.Error;
            case LogSink.File:
                try
                {
                    return new FileStream(log.AccessFile!, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw new StartException($"log.access: {exception.Message}");
                }

            default:
                return streams.Out;
        }
    }
}
