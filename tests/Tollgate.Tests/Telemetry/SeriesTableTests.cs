using System.Text;
using Shouldly;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Telemetry;

public sealed class SeriesTableTests
{
    private readonly SeriesTable _table = new();

    [Fact]
    public void The_same_labels_are_the_same_series()
    {
        var first = _table.Resolve("m", "p", "chat");

        _table.Resolve("m", "p", "chat").ShouldBeSameAs(first);
        _table.Resolve("m", "p", "embeddings").ShouldNotBeSameAs(first);
        _table.All.Length.ShouldBe(2);
    }

    [Fact]
    public void Too_many_names_become_other_and_each_label_stays_below_a_hundred()
    {
        for (var i = 0; i < 300; i++)
        {
            _table.Resolve($"m{i}", $"p{i}", $"r{i}");
        }

        _table.Resolve("", "", "");
        _table.Resolve("m299", "p299", "r299").Model.ShouldBe("other");
        _table.Resolve("m0", "p0", "r0").Model.ShouldBe("m0");
        var all = _table.All.ToArray();
        all.Select(s => s.Model).Distinct(StringComparer.Ordinal).Count().ShouldBeLessThan(100);
        all.Select(s => s.Provider).Distinct(StringComparer.Ordinal).Count().ShouldBeLessThan(100);
        all.Select(s => s.Route).Distinct(StringComparer.Ordinal).Count().ShouldBeLessThan(100);
    }

    [Fact]
    public void A_request_without_a_model_is_counted_under_none() => _table.Resolve("", "p", "files").Model.ShouldBe("none");

    [Fact]
    public void A_model_that_passes_through_gets_a_label_only_when_a_provider_knew_it()
    {
        var fallback = _table.Resolve(SeriesTable.Other, "p", "chat");
        var loop = new PassThroughSeries(_table);

        loop.Resolve(fallback, "invented"u8, answered: false).ShouldBeSameAs(fallback);
        var real = loop.Resolve(fallback, "gpt-x"u8, answered: true);
        real.Model.ShouldBe("gpt-x");
        real.Provider.ShouldBe("p");
        loop.Resolve(fallback, "gpt-x"u8, answered: false).ShouldBeSameAs(real);
        new PassThroughSeries(_table).Resolve(fallback, "gpt-x"u8, answered: true).ShouldBeSameAs(real);
        loop.Resolve(_table.Resolve(SeriesTable.Other, "q", "chat"), "gpt-x"u8, answered: false).Model.ShouldBe("other");
    }

    [Fact]
    public void Thousands_of_models_that_pass_through_end_in_other()
    {
        var fallback = _table.Resolve(SeriesTable.Other, "p", "chat");
        var loop = new PassThroughSeries(_table);
        for (var i = 0; i < 5000; i++)
        {
            loop.Resolve(fallback, Encoding.UTF8.GetBytes($"m{i}"), answered: true);
        }

        loop.Resolve(fallback, "m4999"u8, answered: true).ShouldBeSameAs(fallback);
        loop.Resolve(fallback, "m0"u8, answered: true).Model.ShouldBe("m0");
        loop.Resolve(fallback, new byte[500], answered: true).ShouldBeSameAs(fallback);
        _table.All.Length.ShouldBeLessThan(100);
    }

    [Theory]
    [InlineData(200, "200")]
    [InlineData(499, "499")]
    [InlineData(529, "529")]
    [InlineData(418, "4xx")]
    [InlineData(100, "1xx")]
    [InlineData(299, "2xx")]
    [InlineData(599, "5xx")]
    [InlineData(600, "other")]
    [InlineData(0, "other")]
    [InlineData(-1, "other")]
    public void A_status_is_its_own_label_or_that_of_its_class(int status, string label) =>
        StatusLabels.Name(StatusLabels.IndexOf(status)).ShouldBe(label);
}
