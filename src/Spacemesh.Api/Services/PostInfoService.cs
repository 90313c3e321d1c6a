using Spacemesh.Api.Rendering;

namespace Spacemesh.Api.Services;

/// <summary><c>spacemesh.v1.PostInfoService</c> (spec 09a §5.7).</summary>
internal sealed class PostInfoService(ApiContext api)
{
    public RpcServiceBinding Bind() => new RpcServiceBinding(V1.PostReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("PostInfoService"))
        .Unary<V1.PostStatesRequest, V1.PostStatesResponse>("PostStates", (_, _) =>
        {
            var response = new V1.PostStatesResponse();
            foreach (var identity in api.Sources.Smeshing?.PostStates() ?? [])
            {
                response.States.Add(new V1.PostState
                {
                    Id = identity.Id.ToBytes(),
                    Name = identity.Name,
                    State = identity.IsProving ? V1.PostState.Types.State.Proving : V1.PostState.Types.State.Idle,
                });
            }

            return Task.FromResult(response);
        });
}
