using Tollgate.Surfaces;

namespace Tollgate.Fuzz.Targets;

/// <summary>Multipart scan: the input's first line is the content type, the rest the form.</summary>
internal sealed class MultipartTarget : IFuzzTarget
{
    public string Name => "multipart";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "multipart/form-data; boundary=b\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b--\r\n",
        "multipart/form-data; boundary=\"----\"\n------\r\nContent-Disposition: form-data; name=stream\r\n\r\ntrue\r\n--------",
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\r\n--b",
        "--b--",
        "\r\n",
        "\r",
        "\n",
        "--",
        "Content-Disposition: form-data; name=\"model\"\r\n\r\n",
        "name*=",
        "name=stream",
        "\\\"",
        "; ",
        "=",
        " boundary=b",
    ];

    public int Run(ReadOnlySpan<byte> input)
    {
        var line = input.IndexOf((byte)'\n');
        var type = line < 0 ? default : input[..line];
        var form = input[(line + 1)..];
        var whole = new MultipartModelScan();
        if (!whole.TryReset(type))
        {
            type = "multipart/form-data; boundary=--b"u8;
            whole.TryReset(type);
        }

        whole.Feed(form);
        var cut = new MultipartModelScan();
        cut.TryReset(type);
        for (var at = 0; at < form.Length; at++)
        {
            cut.Feed(form.Slice(at, 1));
        }

        if (whole.State != cut.State || whole.HasModel != cut.HasModel || !whole.Model.SequenceEqual(cut.Model))
        {
            throw new OracleException("A cut changed what was read.");
        }

        if (whole.HasModel && !form.Slice((int)whole.ModelStart, whole.ModelLength).SequenceEqual(whole.Model))
        {
            throw new OracleException("The model stands elsewhere.");
        }

        if (MultipartForm.Read(form.ToArray(), type) is { } read && whole is { State: MultipartState.Complete, HasModel: true }
            && !read.Find("model"u8).Content.Span.SequenceEqual(whole.Model))
        {
            throw new OracleException("The form names another model to who reads it whole.");
        }

        return HashCode.Combine(whole.State, whole.HasModel, whole.Stream);
    }
}
