using Shouldly;
using Tollgate.Recording.Journal;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Recording.Journal;

public sealed class SegmentTests : IDisposable
{
    private const int Frames = 40;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_appended_can_be_read_while_the_segment_is_open()
    {
        using var writer = Create();
        using var reader = SegmentReader.Open(writer.Path);
        reader.TryRead(writer.Committed, isOpen: true, out _, out _).ShouldBeFalse();
        Append(writer, 1);

        reader.TryRead(writer.Committed, isOpen: true, out var kind, out var content).ShouldBeTrue();
        kind.ShouldBe(FrameKind.Request);
        content.ToArray().ShouldBe([1, 1, 1, 1, 1]);
        reader.AtEnd.ShouldBeFalse();
        reader.Header.ShouldBe(writer.Header);
    }

    [Fact]
    public void A_sealed_segment_has_no_more_bytes_than_it_needs_and_says_where_it_ends()
    {
        var path = Sealed();

        var (numbers, reader) = ReadAll(path);
        numbers.ShouldBe(Enumerable.Range(1, Frames));
        reader.WasSealed.ShouldBeTrue();
        reader.DamagedStretches.ShouldBe(0);
        new FileInfo(path).Length.ShouldBeLessThan(4096);
    }

    [Fact]
    public void A_segment_that_nobody_closed_ends_where_its_zeros_begin()
    {
        string path;
        using (var writer = Create())
        {
            path = writer.Path;
            for (var i = 1; i <= Frames; i++)
            {
                Append(writer, (byte)i);
            }
        }

        var (numbers, reader) = ReadAll(path);
        numbers.ShouldBe(Enumerable.Range(1, Frames));
        reader.WasSealed.ShouldBeFalse();
        reader.DamagedStretches.ShouldBe(0);
    }

    [Fact]
    public void A_flipped_bit_costs_the_frame_that_it_hit_and_is_reported()
    {
        var path = Sealed();
        var sound = File.ReadAllBytes(path);
        for (var at = JournalFormat.HeaderBytes; at < sound.Length; at++)
        {
            var hurt = sound.ToArray();
            hurt[at] ^= 0x10;
            File.WriteAllBytes(path, hurt);

            var (numbers, reader) = ReadAll(path);
            numbers.Count.ShouldBeGreaterThanOrEqualTo(Frames - 1, $"byte {at}");
            numbers.ShouldBe(numbers.Order().Distinct(), $"byte {at}");
            if (numbers.Count < Frames)
            {
                reader.DamagedStretches.ShouldBe(1, $"byte {at}");
            }
        }
    }

    [Fact]
    public void A_tail_cut_off_anywhere_costs_only_what_was_cut()
    {
        var path = Sealed();
        var sound = File.ReadAllBytes(path);
        var before = 0;
        for (var length = JournalFormat.HeaderBytes; length <= sound.Length; length++)
        {
            File.WriteAllBytes(path, sound[..length]);
            var (numbers, _) = ReadAll(path);
            numbers.ShouldBe(Enumerable.Range(1, numbers.Count));
            numbers.Count.ShouldBeGreaterThanOrEqualTo(before);
            before = numbers.Count;
        }

        before.ShouldBe(Frames);
    }

    [Fact]
    public void A_page_that_never_reached_the_disk_is_reported_and_skipped()
    {
        var path = Sealed();
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(JournalFormat.HeaderBytes + 48, 96).Clear();
        File.WriteAllBytes(path, bytes);

        var (numbers, reader) = ReadAll(path);
        numbers.Count.ShouldBe(Frames - 6);
        reader.DamagedStretches.ShouldBe(1);
        reader.DamagedBytes.ShouldBe(96);
    }

    [Fact]
    public void A_damaged_header_loses_the_name_and_no_frame()
    {
        var path = Sealed();
        var bytes = File.ReadAllBytes(path);
        bytes[20] ^= 1;
        File.WriteAllBytes(path, bytes);

        var (numbers, reader) = ReadAll(path);
        numbers.Count.ShouldBe(Frames);
        reader.Header.ShouldBeNull();
    }

    [Fact]
    public void Segments_are_nobody_elses_business()
    {
        using var writer = Create();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(writer.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Without_room_on_the_disk_no_file_is_left()
    {
        var path = _folder.File("0000000000000001.rec");
        Should.Throw<IOException>(() => SegmentWriter.Create(path, Header(), 1L << 60));
        File.Exists(path).ShouldBeFalse();
    }

    private static SegmentHeader Header() => new(SegmentKind.Records, 3, 1, 1_790_000_000_000, "knoten-ü");

    private SegmentWriter Create() => SegmentWriter.Create(_folder.File("0000000000000001.rec"), Header(), 64 << 10);

    private string Sealed()
    {
        using var writer = Create();
        for (var i = 1; i <= Frames; i++)
        {
            Append(writer, (byte)i);
        }

        writer.Seal();
        return writer.Path;
    }

    private static void Append(SegmentWriter writer, byte number)
    {
        Span<byte> frame = stackalloc byte[JournalFormat.FrameHead + 7];
        frame.Fill(number);
        frame[JournalFormat.FrameHead] = (byte)FrameKind.Request;
        frame[JournalFormat.FrameHead + 1] = JournalFormat.Version;
        writer.Append(frame);
    }

    private static (List<int> Numbers, SegmentReader Reader) ReadAll(string path)
    {
        using var reader = SegmentReader.Open(path);
        var numbers = new List<int>();
        while (reader.TryRead(new FileInfo(path).Length, isOpen: false, out _, out var content))
        {
            numbers.Add(content[0]);
        }

        reader.AtEnd.ShouldBeTrue();
        return (numbers, reader);
    }
}
