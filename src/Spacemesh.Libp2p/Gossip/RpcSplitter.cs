namespace Spacemesh.Libp2p.Gossip;

/// <summary>Cuts an RPC that is larger than a frame may be.</summary>
internal static class RpcSplitter
{
    public static IEnumerable<byte[]> Frames(GossipRpc rpc, int limit)
    {
        bool single = rpc.Messages.Count == 1 && rpc.Subscriptions.Count == 0 && rpc.Control is null or { IsEmpty: true };
        if (single)
            return [RpcCodec.Frame(rpc.Messages[0])];
        var encoded = RpcCodec.Encode(rpc);
        if (encoded.Length == 0)
            return [];
        return encoded.Length <= limit ? [encoded.ToFrame()] : Split(rpc, limit);
    }

    private static IEnumerable<byte[]> Split(GossipRpc rpc, int limit)
    {
        const int IdSize = 64;
        foreach (var message in rpc.Messages)
            yield return RpcCodec.Frame(message);
        if (rpc.Subscriptions.Count > 0)
        {
            var part = new GossipRpc();
            part.Subscriptions.AddRange(rpc.Subscriptions);
            yield return RpcCodec.Encode(part).ToFrame();
        }

        if (rpc.Control is not { } control)
            yield break;
        foreach (var (topic, ids) in control.IHave)
        {
            foreach (var chunk in ids.Chunk(Math.Max(1, limit / IdSize)))
            {
                var part = new GossipRpc();
                part.NeedControl().IHave.Add((topic, [.. chunk]));
                yield return RpcCodec.Encode(part).ToFrame();
            }
        }

        foreach (var chunk in control.IWant.Chunk(Math.Max(1, limit / IdSize)))
        {
            var part = new GossipRpc();
            part.NeedControl().IWant.AddRange(chunk);
            yield return RpcCodec.Encode(part).ToFrame();
        }

        foreach (var prune in control.Prune)
        {
            var part = new GossipRpc();
            part.NeedControl().Prune.Add(prune);
            yield return RpcCodec.Encode(part).ToFrame();
        }

        if (control.Graft.Count > 0 || control.IDontWant.Count > 0)
        {
            var part = new GossipRpc();
            part.NeedControl().Graft.AddRange(control.Graft);
            part.NeedControl().IDontWant.AddRange(control.IDontWant);
            yield return RpcCodec.Encode(part).ToFrame();
        }
    }
}
