using System.Text;

namespace Tollgate.WireTests.Mock;

/// <summary>A console that gives its first line to whoever waits for it.</summary>
internal sealed class FirstLine : TextWriter
{
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public Task<string> Task => _line.Task;

    public override void Write(char value)
    {
        if (value == '\n')
        {
            _line.TrySetResult(_text.ToString());
        }

        _text.Append(value);
    }
}
