using Spacemesh.Api.Lists;
using Spacemesh.Api.Services;
using Spacemesh.Rpc.Reflection;

namespace Spacemesh.Api;

/// <summary>The services by their names in the configuration (spec 09a §1.2). Each is made once, however many endpoints serve it.</summary>
public sealed class ApiServices
{
    private readonly Dictionary<string, RpcServiceBinding> _services;

    public ApiServices(ApiSources sources, ApiOptions options, TimeProvider time)
    {
        var api = new ApiContext(sources, options, time);
        _services = new(StringComparer.Ordinal)
        {
            ["node"] = new NodeService(api).Bind(),
            ["mesh"] = new MeshService(api).Bind(),
            ["global"] = new GlobalStateService(api).Bind(),
            ["transaction"] = new TransactionService(api).Bind(),
            ["activation"] = new ActivationService(api).Bind(),
            ["smesher"] = new SmesherService(api).Bind(),
            ["admin"] = new AdminService(api).Bind(),
            ["debug"] = new DebugService(api).Bind(),
            ["postInfo"] = new PostInfoService(api).Bind(),
            [ServiceNames.Post] = sources.PostService ?? new RpcServiceBinding(V1.PostReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("PostService")),
            ["account_v2alpha1"] = new AccountLists(api).Bind(),
            ["activation_v2alpha1"] = new ActivationLists(api).Bind(),
            ["activation_stream_v2alpha1"] = new ActivationLists(api).BindStream(),
            ["layer_v2alpha1"] = new LayerLists(api).Bind(),
            ["layer_stream_v2alpha1"] = new LayerLists(api).BindStream(),
            ["malfeasance_v2alpha1"] = new MalfeasanceLists(api).Bind(),
            ["malfeasance_stream_v2alpha1"] = new MalfeasanceLists(api).BindStream(),
            ["network_v2alpha1"] = new NetworkCalls(api).Bind(),
            ["node_v2alpha1"] = new NetworkCalls(api).BindNode(),
            ["reward_v2alpha1"] = new RewardLists(api).Bind(),
            ["reward_stream_v2alpha1"] = new RewardLists(api).BindStream(),
            ["transaction_v2alpha1"] = new TransactionLists(api).Bind(),
            ["transaction_stream_v2alpha1"] = new TransactionLists(api).BindStream(),
        };
    }

    /// <summary>Every definition that reflection resolves, as the reference sends it.</summary>
    public static DescriptorPool Descriptors { get; } = DescriptorPool.FromResource(typeof(ApiServices).Assembly, "spacemesh.binpb");

    public IReadOnlyCollection<string> Names => _services.Keys;

    /// <summary>The services of an endpoint.</summary>
    /// <exception cref="Primitives.InvalidOptionException">A name is unknown, or stands twice.</exception>
    public IReadOnlyList<RpcServiceBinding> Of(string endpoint, IReadOnlyList<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var bindings = new List<RpcServiceBinding>();
        foreach (string name in names)
        {
            if (!_services.TryGetValue(name, out var binding))
                throw new Primitives.InvalidOptionException($"api.{endpoint}services", $"unknown service {name}");
            if (!seen.Add(name))
                throw new Primitives.InvalidOptionException($"api.{endpoint}services", $"can't start more than one {name} on {endpoint} grpc endpoint");
            bindings.Add(binding);
        }

        return bindings;
    }
}
