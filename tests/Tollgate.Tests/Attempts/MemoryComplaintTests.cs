using System.Text;
using Shouldly;
using Tollgate.Attempts;
using Xunit;

namespace Tollgate.Tests.Attempts;

public sealed class MemoryComplaintTests
{
    [Theory]
    [InlineData("{\"error\":{\"message\":\"CUDA out of memory. Tried to allocate 2.00 GiB\"}}", true)]
    [InlineData("torch.cuda.OutOfMemoryError", true)]
    [InlineData("{\"code\":\"OUT_OF_MEMORY\"}", true)]
    [InlineData("{\"error\":{\"message\":\"internal error\"}}", false)]
    [InlineData("", false)]
    public void Lack_of_memory_is_told_from_other_errors(string text, bool expected) =>
        MemoryComplaint.Reports(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public void Only_the_beginning_of_a_long_answer_is_looked_at() =>
        MemoryComplaint.Reports(Encoding.UTF8.GetBytes(new string('x', 100_000) + "out of memory")).ShouldBeFalse();
}
