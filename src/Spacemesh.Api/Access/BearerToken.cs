using System.Security.Cryptography;
using System.Text;

namespace Spacemesh.Api.Access;

/// <summary>Lets calls through that carry <c>authorization: Bearer TOKEN</c>.</summary>
internal sealed class BearerToken(string token)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public Task CheckAsync(RpcContext context, Func<Task> next)
    {
        string? header = context.RequestMetadata.Get("authorization");
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw new RpcException(StatusCode.Unauthenticated, "this endpoint asks for a token: send the metadata `authorization: Bearer <token>`");

        // Hashes have one length, so that the comparison tells nothing of the token's.
        Span<byte> shown = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()), shown);
        return CryptographicOperations.FixedTimeEquals(shown, _hash)
            ? next()
            : throw new RpcException(StatusCode.Unauthenticated, "the token is not the one of this endpoint");
    }
}
