using Google.Protobuf.WellKnownTypes;
using Spacemesh.Api.Rendering;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Services;

/// <summary><c>spacemesh.v1.ActivationService</c> (spec 09a §5.7).</summary>
internal sealed class ActivationService(ApiContext api)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(V1.ActivationReflection.Descriptor.Services[0])
        .Unary<V1.GetRequest, V1.GetResponse>("Get", (request, _) => Task.FromResult(Get(request)))
        .Unary<Empty, V1.HighestResponse>("Highest", (_, _) => Task.FromResult(Highest()));

    /// <summary>An ATX's list of previous ones; a missing or unreadable one is Internal.</summary>
    internal static IReadOnlyList<AtxId> Previous(IStateStores stores, AtxId id, string failure) =>
        Fault.Read(failure, () => stores.Posts.PreviousList(id)) is { Count: > 0 } previous ? previous : throw Fault.Internal(failure);

    private V1.GetResponse Get(V1.GetRequest request)
    {
        if (request.Id.Length != AtxId.Size)
            throw Fault.Invalid($"invalid ATX ID length ({request.Id.Length}), expected ({AtxId.Size})");
        var id = AtxId.FromBytes(request.Id.Span);
        try
        {
            var atx = api.State.Atxs.Find(id) ?? throw Fault.Missing("id was not found");
            var response = new V1.GetResponse { Atx = api.V1.Activation(atx, Previous(api.State, id, "couldn't get previous ATXs")) };
            if (api.State.MaliciousIdentities.Find(atx.Smesher) is { } found)
                response.MalfeasanceProof = V1Messages.Malfeasance(atx.Smesher, found.Proof, withBytes: false);
            return response;
        }
        catch (StorageException)
        {
            throw Fault.Missing("id was not found");
        }
    }

    private V1.HighestResponse Highest()
    {
        AtxId? highest;
        try
        {
            highest = api.State.Atxs.Highest(null, _ => true);
        }
        catch (StorageException)
        {
            highest = null;
        }

        if (highest is not { } id)
            return new() { Atx = new() { Id = new() { Id = api.Network.GoldenAtx.ToBytes() } } };
        try
        {
            var atx = api.State.Atxs.Find(id) ?? throw Fault.Missing($"atx id {id.ToHex()} not found: database: not found");
            return new() { Atx = api.V1.Activation(atx, Previous(api.State, id, "couldn't get previous ATXs")) };
        }
        catch (StorageException exception)
        {
            throw Fault.Missing($"atx id {id.ToHex()} not found: {exception.Message}");
        }
    }
}
