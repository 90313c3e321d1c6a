using Spacemesh.Ports.Network;

namespace Spacemesh.Services.Checkpoint.Tests.Support;

/// <summary>A web whose answers are given by the address.</summary>
internal sealed class ServedFiles(Func<Uri, (int Status, byte[] Body)> answer) : IWebFiles
{
    public List<Uri> Asked { get; } = [];

    public async Task<int> GetAsync(Uri address, Stream into, long limit, CancellationToken cancellationToken = default)
    {
        Asked.Add(address);
        var (status, body) = answer(address);
        if (status == 0)
            throw new WebFileException("connection refused");
        if (body.Length > limit)
            throw new WebFileException($"more than {limit} bytes");
        await into.WriteAsync(body, cancellationToken);
        return status;
    }
}
