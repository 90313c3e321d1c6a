using Spacemesh.Api.Access;

namespace Spacemesh.Api;

/// <summary>One endpoint.</summary>
/// <param name="Address"><c>host:port</c>; port 0 takes a free one, no host is every interface.</param>
/// <param name="Services">Names of spec 09a §1.2.</param>
public sealed record ApiListener(string Address, IReadOnlyList<string> Services)
{
    /// <summary>Bearer token that every call must carry; empty asks for none.</summary>
    public string Token { get; init; } = "";

    public CallLimits Limits { get; init; } = CallLimits.Private;
}
