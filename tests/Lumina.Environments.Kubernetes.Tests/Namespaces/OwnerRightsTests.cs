namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>What an environment's owner may do in its namespace, by an account that has the rights of the page.</summary>
public sealed class OwnerRightsTests
{
    private static readonly string[] Owners = ["team-a", "team-b", "team-c"];

    [SkippableFact]
    public async Task Owners_look_at_their_own_environments_and_change_nothing_and_see_no_others()
    {
        string kubeconfig = await TestCluster.RequireAsync();
        await using LimitedAccount account = await LimitedAccount.CreateAsync(kubeconfig, roles: "lumina-environments-owners");
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(
            options =>
            {
                options.Owners["team-a"] = [KubernetesSubject.User("ada"), KubernetesSubject.Group("a-team")];
                options.Owners["team-b"] = [KubernetesSubject.ServiceAccount("ci", "runner")];
            },
            account.KubeConfig);
        TestEnvironment[] made = await Task.WhenAll(Owners.Select(owner => lab.Manager.OpenAsync(new EnvironmentSpec("own", owner) { Monitoring = new MonitoringSpec() })));
        (string a, string b, string c) = (ManifestsLab.NamespaceOf(made[0]), ManifestsLab.NamespaceOf(made[1]), ManifestsLab.NamespaceOf(made[2]));
        Kubectl admin = new(kubeconfig);

        foreach (string allowed in (string[])["get pods", "list deployments.apps", "watch events", "get pods --subresource=log", "create pods --subresource=portforward", "create pods --subresource=exec", "list networkpolicies.networking.k8s.io", "get resourcequotas", "get configmaps"])
        {
            (await MayAsync(allowed, a, "ada")).Should().BeTrue(allowed);
        }

        foreach (string forbidden in (string[])["get secrets", "list secrets", "patch resourcequotas", "delete networkpolicies.networking.k8s.io", "create networkpolicies.networking.k8s.io", "patch roles.rbac.authorization.k8s.io", "create rolebindings.rbac.authorization.k8s.io", "delete pods", "patch deployments.apps", "create configmaps"])
        {
            (await MayAsync(forbidden, a, "ada")).Should().BeFalse(forbidden);
        }

        (await MayAsync("get pods", a, "somebody", "--as-group=a-team")).Should().BeTrue();
        (await MayAsync("get pods", b, "system:serviceaccount:ci:runner")).Should().BeTrue();
        (await MayAsync("get pods", b, "ada")).Should().BeFalse("it is another owner's");
        (await MayAsync("get pods", a, "system:serviceaccount:ci:runner")).Should().BeFalse("it is another owner's");
        (await admin.GetAsync("roles,rolebindings", "-n", c)).Should().BeEmpty("nobody is named for its owner");
        foreach (TestEnvironment each in made)
        {
            await each.DisposeAsync();
        }

        async Task<bool> MayAsync(string right, string space, string user, params string[] more) =>
            (await admin.TryAsync(input: null, ["auth", "can-i", .. right.Split(' '), "-n", space, $"--as={user}", .. more])).Code == 0;
    }

    [SkippableFact]
    public async Task Without_the_rights_that_owners_get_the_cluster_says_so()
    {
        await using LimitedAccount account = await LimitedAccount.CreateAsync(await TestCluster.RequireAsync());
        await using ManifestsLab lab = await ManifestsLab.CreateAsync(options => options.Owners["tests"] = [KubernetesSubject.User("ada")], account.KubeConfig);

        Func<Task> provision = () => lab.Manager.ProvisionAsync(new EnvironmentSpec("own", "tests") { Monitoring = new MonitoringSpec() });

        (await provision.Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("Grant the right 'patch' on 'roles' of the group 'rbac.authorization.k8s.io'");
    }
}
