using Tollgate.Listening;

namespace Tollgate.Upstreams.Demo;

/// <summary>What the calls of all loops share: serial numbers and uploaded files. Small and bounded: the oldest files go.</summary>
internal sealed class DemoStore
{
    /// <summary>Files kept at once.</summary>
    public const int MaxFiles = 64;

    /// <summary>Bytes of all files together.</summary>
    public const long MaxFileBytes = 64 * 1024 * 1024;

    private readonly Lock _gate = new(); // uploads are rare and held for microseconds
    private readonly List<DemoFile> _files = [];
    private long _bytes;
    private long _serial;

    /// <summary>For request bodies; shared by all connections.</summary>
    public BodyMemory Memory { get; } = new(1024L * 1024 * 1024);

    public long NextSerial() => Interlocked.Increment(ref _serial);

    public void Add(DemoFile file)
    {
        lock (_gate)
        {
            _files.Add(file);
            _bytes += file.Content.Length;
            while (_files.Count > MaxFiles || _bytes > MaxFileBytes)
            {
                RemoveAt(0);
            }
        }
    }

    public DemoFile? Find(string id)
    {
        lock (_gate)
        {
            return _files.Find(file => string.Equals(file.Id, id, StringComparison.Ordinal));
        }
    }

    public bool Remove(string id)
    {
        lock (_gate)
        {
            var at = _files.FindIndex(file => string.Equals(file.Id, id, StringComparison.Ordinal));
            if (at >= 0)
            {
                RemoveAt(at);
            }

            return at >= 0;
        }
    }

    /// <summary>The files, newest first.</summary>
    public DemoFile[] List()
    {
        lock (_gate)
        {
            var files = _files.ToArray();
            Array.Reverse(files);
            return files;
        }
    }

    private void RemoveAt(int index)
    {
        _bytes -= _files[index].Content.Length;
        _files.RemoveAt(index);
    }
}
