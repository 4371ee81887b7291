using System.Text;
using Shouldly;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class UtcStampTests
{
    [Fact]
    public void Times_are_right_within_a_second_across_it_and_back()
    {
        var stamp = new UtcStamp();

        Text(ref stamp, 0).ShouldBe("1970-01-01T00:00:00.000Z");
        Text(ref stamp, 999).ShouldBe("1970-01-01T00:00:00.999Z");
        Text(ref stamp, 1000).ShouldBe("1970-01-01T00:00:01.000Z");
        Text(ref stamp, 1_795_248_419_045).ShouldBe("2026-11-21T08:06:59.045Z");
        Text(ref stamp, 7).ShouldBe("1970-01-01T00:00:00.007Z");
    }

    private static string Text(ref UtcStamp stamp, long unixMilliseconds)
    {
        var bytes = new byte[UtcStamp.Bytes];
        stamp.Write(unixMilliseconds, bytes);
        return Encoding.ASCII.GetString(bytes);
    }
}
