using Shouldly;
using Tollgate.Faults;
using Xunit;

namespace Tollgate.Tests.Faults;

public sealed class FaultTests
{
    [Theory]
    [InlineData("AUTH_MISSING_TOKEN", 401)]
    [InlineData("AUTH_INVALID_TOKEN", 401)]
    [InlineData("AUTH_EXPIRED_TOKEN", 401)]
    [InlineData("FORBIDDEN", 403)]
    [InlineData("RATE_LIMIT_EXCEEDED", 429)]
    [InlineData("QUOTA_EXCEEDED", 429)]
    [InlineData("QUEUE_EVICTED", 429)]
    [InlineData("UPSTREAM_OVERLOADED", 429)]
    [InlineData("QUEUE_TIMEOUT", 504)]
    [InlineData("UPSTREAM_TIMEOUT", 504)]
    [InlineData("INSUFFICIENT_BALANCE", 402)]
    [InlineData("BUDGET_EXCEEDED", 402)]
    [InlineData("MODEL_NOT_FOUND", 404)]
    [InlineData("NOT_FOUND", 404)]
    [InlineData("VALIDATION_ERROR", 400)]
    [InlineData("APP_NAME_REQUIRED", 400)]
    [InlineData("CONFLICT", 409)]
    [InlineData("BODY_TOO_LARGE", 413)]
    [InlineData("IDEMPOTENCY_MISMATCH", 422)]
    [InlineData("UPSTREAM_UNAVAILABLE", 503)]
    [InlineData("STORAGE_ERROR", 503)]
    [InlineData("UPSTREAM_ERROR", 502)]
    [InlineData("INTERNAL_ERROR", 500)]
    [InlineData("CLIENT_CANCEL", 499)]
    public void Every_code_of_requirement_7_3_has_its_status(string name, int status) =>
        Fault.All.ToArray().Single(row => row.Name == name).Status.ShouldBe(status);

    [Fact]
    public void Each_code_has_a_row_and_no_name_is_used_twice()
    {
        var rows = Fault.All.ToArray();

        rows.Length.ShouldBe(Enum.GetValues<FaultCode>().Length - 1);
        rows.Select(row => row.Name).Distinct(StringComparer.Ordinal).Count().ShouldBe(rows.Length);
        foreach (var row in rows)
        {
            Fault.Of(row.Code).ShouldBeSameAs(row);
        }
    }

    [Fact]
    public void Messages_of_401_say_unauthorized_and_missing_or_invalid()
    {
        foreach (var row in Fault.All.ToArray().Where(row => row.Status == 401))
        {
            row.Message.ShouldContain("Unauthorized", Case.Sensitive);
            (row.Message.Contains("missing", StringComparison.Ordinal) || row.Message.Contains("invalid", StringComparison.Ordinal)).ShouldBeTrue();
        }
    }

    [Fact]
    public void Messages_of_503_say_unavailable_and_that_of_a_lacking_balance_says_balance()
    {
        foreach (var row in Fault.All.ToArray().Where(row => row.Status == 503))
        {
            row.Message.ShouldContain("unavailable", Case.Sensitive);
        }

        Fault.Of(FaultCode.InsufficientBalance).Message.ShouldContain("balance", Case.Sensitive);
    }

    [Fact]
    public void Each_error_class_but_none_has_a_name_of_its_own()
    {
        var names = Enum.GetValues<ErrorClass>().Select(c => System.Text.Encoding.UTF8.GetString(ErrorClasses.Name(c))).ToArray();

        names.Length.ShouldBe(ErrorClasses.Count);
        names[0].ShouldBeEmpty();
        names.Distinct(StringComparer.Ordinal).Count().ShouldBe(names.Length);
        names.ShouldContain("upstream_timeout");
        names.ShouldContain("upstream_5xx");
        names.ShouldContain("upstream_unreachable");
        names.ShouldContain("client_cancel");
        names.ShouldContain("storage_error");
    }

    [Theory]
    [InlineData(200, (int)ErrorClass.None)]
    [InlineData(404, (int)ErrorClass.Upstream4xx)]
    [InlineData(429, (int)ErrorClass.UpstreamOverloaded)]
    [InlineData(500, (int)ErrorClass.Upstream5xx)]
    [InlineData(529, (int)ErrorClass.UpstreamOverloaded)]
    public void The_status_of_an_upstream_has_a_class(int status, int expected) =>
        ((int)ErrorClasses.OfUpstreamStatus(status)).ShouldBe(expected);

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(408)]
    [InlineData(413)]
    [InlineData(414)]
    [InlineData(415)]
    [InlineData(417)]
    [InlineData(431)]
    [InlineData(501)]
    [InlineData(505)]
    public void A_status_of_the_parser_leads_to_a_fault_with_that_status(int status) =>
        Fault.Of(Fault.OfParserStatus(status)).Status.ShouldBe(status);
}
