using System.Text;
using Shouldly;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Surfaces;
using Xunit;

namespace Tollgate.Tests.Listening;

public sealed class CorsCoverageTests
{
    [Theory]
    [InlineData("/v1/chat/completions", true)]
    [InlineData("/v1/health", true)]
    [InlineData("/v1/balance", true)]
    [InlineData("/openapi.json", true)]
    [InlineData("/api/keys", false)]
    [InlineData("/api/requests.csv", false)]
    [InlineData("/v1/admin/status", false)]
    [InlineData("/console/", false)]
    [InlineData("/", false)]
    public void Pages_of_other_origins_may_call_what_users_need_and_nothing_of_an_administrator(string path, bool covered)
    {
        var bytes = Encoding.ASCII.GetBytes(path);
        CorsOrigins.Covers(EndpointMap.Find(HttpVerb.Options, bytes).Kind, bytes).ShouldBe(covered);
        CorsOrigins.Covers(EndpointMap.Find(HttpVerb.Get, bytes).Kind, bytes).ShouldBe(covered);
    }
}
