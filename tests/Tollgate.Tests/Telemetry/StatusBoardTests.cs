using Shouldly;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Telemetry;

public sealed class StatusBoardTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Health_tells_of_the_control_store_first_and_of_the_log_where_there_is_none()
    {
        var board = new StatusBoard();
        board.Database.ShouldBe("disabled");
        board.Redis.ShouldBe("disabled");
        var log = board.AddStore("log", "sqlite", StoreRole.RequestLog);
        board.Database.ShouldBe("disconnected");
        log.Succeeded(Now);
        board.Database.ShouldBe("connected");
        var control = board.AddStore("control", "sqlite", StoreRole.Control);
        board.Database.ShouldBe("disconnected");
        control.Succeeded(Now);
        board.AddStore("clickhouse", "clickhouse", StoreRole.Export).Failed("refused", Now);
        board.Database.ShouldBe("connected");
        board.AddStore("redis", "redis", StoreRole.Shared).Succeeded(Now);
        board.Redis.ShouldBe("connected");
    }

    [Fact]
    public void A_store_remembers_its_last_failure_after_it_recovered()
    {
        var store = new StatusBoard().AddStore("log", "sqlite", StoreRole.RequestLog);
        store.Failed("disk full", Now);
        store.Lags(2.5, 10, 2048);
        store.Succeeded(Now.AddSeconds(1));
        store.Reading.ShouldBe(new StoreReading
        {
            Connected = true,
            LagSeconds = 2.5,
            BacklogRecords = 10,
            BacklogBytes = 2048,
            LastError = "disk full",
            LastErrorAt = Now,
            LastSuccessAt = Now.AddSeconds(1),
        });
    }
}
