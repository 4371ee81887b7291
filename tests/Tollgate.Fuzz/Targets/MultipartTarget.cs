using Tollgate.Surfaces;

namespace Tollgate.Fuzz.Targets;

/// <summary>Multipart scan: the input's first line is the content type, the rest the form.</summary>
internal static class MultipartTarget
{
    public static void Run(ReadOnlySpan<byte> input)
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
            throw new InvalidOperationException("A cut changed what was read.");
        }

        if (whole.HasModel && !form.Slice((int)whole.ModelStart, whole.ModelLength).SequenceEqual(whole.Model))
        {
            throw new InvalidOperationException("The model stands elsewhere.");
        }
    }
}
