using Npgsql;

namespace Tollgate.Storage.Postgres;

/// <summary>One COPY in progress. Disposed of without <see cref="EndAsync"/> it is abandoned, and the server drops what came.</summary>
internal sealed class CopyStream : IAsyncDisposable
{
    private const int FlushBytes = 256 * 1024;

    private readonly CopyBuffer _buffer = new();
    private readonly NpgsqlRawCopyStream _stream;
    private bool _ended;

    private CopyStream(NpgsqlRawCopyStream stream)
    {
        _stream = stream;
    }

    public static async Task<CopyStream> BeginAsync(NpgsqlConnection connection, string sql, CancellationToken stop) =>
        new(await connection.BeginRawBinaryCopyAsync(sql, stop));

    /// <summary>Begins a row.</summary>
    public CopyBuffer Row(int columns)
    {
        _buffer.Row(columns);
        return _buffer;
    }

    public async ValueTask FlushIfLargeAsync(CancellationToken stop)
    {
        if (_buffer.Written.Length >= FlushBytes) { await FlushAsync(stop); }
    }

    public async Task EndAsync(CancellationToken stop)
    {
        _buffer.End();
        await FlushAsync(stop);
        _ended = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            try
            {
                await _stream.CancelAsync();
            }
            catch (Exception broken) when (broken is NpgsqlException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The connection is what failed: the reason is already on its way up.
            }
        }

        await _stream.DisposeAsync();
    }

    private async Task FlushAsync(CancellationToken stop)
    {
        await _stream.WriteAsync(_buffer.Written, stop);
        _buffer.Clear();
    }
}
