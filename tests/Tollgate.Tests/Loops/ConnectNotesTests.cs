using System.Net.Sockets;
using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class ConnectNotesTests
{
    [Theory]
    [InlineData(Shortage.None)]
    [InlineData(Shortage.None, Shortage.None, Shortage.None)]
    [InlineData(Shortage.Descriptors, Shortage.None, Shortage.Descriptors)]
    [InlineData(Shortage.Memory, Shortage.Memory, Shortage.None)]
    [InlineData(Shortage.Ports, Shortage.Ports, Shortage.Ports)]
    [InlineData(Shortage.None, Shortage.Ports, Shortage.None)]
    [InlineData(Shortage.Descriptors, Shortage.Ports, Shortage.Descriptors)]
    internal void A_want_of_ports_counts_only_where_no_address_gave_an_answer(Shortage expected, params Shortage[] failures)
    {
        var notes = new ConnectNotes();
        foreach (var failure in failures)
        {
            notes.Failed(failure);
        }

        notes.Shortage.ShouldBe(expected);
    }

    [Fact]
    public void A_name_that_nobody_could_be_asked_for_is_a_want_of_descriptors()
    {
        var notes = new ConnectNotes();
        notes.Lack(Shortage.Descriptors);
        notes.Shortage.ShouldBe(Shortage.Descriptors);
    }

    /// <summary>Numbers of Linux; the framework's words for the same.</summary>
    [Theory]
    [InlineData(-24, SocketError.TooManyOpenSockets, Shortage.Descriptors)]
    [InlineData(-23, SocketError.TooManyOpenSockets, Shortage.Descriptors)]
    [InlineData(-105, SocketError.NoBufferSpaceAvailable, Shortage.Memory)]
    [InlineData(-99, SocketError.AddressNotAvailable, Shortage.Ports)]
    [InlineData(-111, SocketError.ConnectionRefused, Shortage.None)]
    [InlineData(-110, SocketError.TimedOut, Shortage.None)]
    internal void Both_engines_name_a_want_alike(int errno, SocketError error, Shortage expected)
    {
        Shortages.OfErrno(errno).ShouldBe(expected);
        Shortages.Of(error).ShouldBe(expected);
    }
}
