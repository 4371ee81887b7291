using Microsoft.AspNetCore.Http;

namespace Tollgate.Control.Http;

/// <summary>Answers one request of the admin API. A refusal is a result like any other, see <see cref="Answers"/>.</summary>
internal delegate Task<IResult> ApiHandler(HttpContext context);
